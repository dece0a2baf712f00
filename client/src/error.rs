//! What can go wrong between a program and the chain, in words that an operator understands.

use std::{fmt, path::PathBuf};

use subxt::utils::H256;

/// An error of this library.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
	/// No connection to the node, or it was lost before the node answered.
	#[error("the node at {url} cannot be reached ({reason}); start it or correct its address")]
	Unreachable {
		/// Address of the node.
		url: String,
		/// What the connection failed with.
		reason: String,
	},
	/// The node follows a chain with another genesis block than the one this program works with.
	#[error(
		"the node at {url} serves the chain {found:?}, but this program works with {expected:?}; use a node of that chain"
	)]
	WrongChain {
		/// Address of the node.
		url: String,
		/// Genesis hash that was expected.
		expected: H256,
		/// Genesis hash that the node has.
		found: H256,
	},
	/// The chain's runtime lacks what this program was built against, or has it in another shape.
	#[error("the chain's runtime does not fit this program ({0}); use the program of the same release")]
	Incompatible(String),
	/// The call was included in a block and failed there.
	#[error("the chain refused the call in block {block_number}: {failure}")]
	Dispatch {
		/// Why it failed.
		failure: DispatchFailure,
		/// The block that includes it.
		block_number: u64,
		/// Hash of the transaction.
		tx_hash: H256,
	},
	/// The node did not take the transaction into its pool.
	#[error("the node did not accept the transaction: {0}")]
	Pool(PoolRefusal),
	/// The transaction's time to live has passed; it was not included and never will be.
	#[error("the transaction was not included in a block before block {0}, when it expired")]
	Expired(u64),
	/// The node does not have a block or its state.
	#[error("the node has no data for this block ({0}); it was pruned or has not arrived yet")]
	UnknownBlock(String),
	/// The node answered, but with an error or with something unreadable.
	#[error("the node's answer cannot be used: {0}")]
	Node(String),
	/// A key file.
	#[error(transparent)]
	Key(#[from] KeyError),
}

impl Error {
	/// Whether the cause is the connection, so that trying again later can help without changing anything.
	pub fn is_link(&self) -> bool {
		matches!(self, Error::Unreachable { .. })
	}

	/// The name of the dispatch error, such as `Maintenance.BudgetExceeded`; none for other errors.
	pub fn dispatch_name(&self) -> Option<&str> {
		match self {
			Error::Dispatch { failure, .. } => Some(&failure.name),
			_ => None,
		}
	}
}

/// Why a call failed after it had been included in a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DispatchFailure {
	/// `Pallet.Error`, such as `Maintenance.BudgetExceeded`, or the name of the runtime's own error, such as `BadOrigin`.
	pub name: String,
	/// The error's documentation in the runtime, which says the cause; empty when it has none.
	pub cause: String,
}

impl fmt::Display for DispatchFailure {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self.cause.as_str() {
			"" => f.write_str(&self.name),
			cause => write!(f, "{}: {cause}", self.name),
		}
	}
}

/// Why a node does not take a transaction into its pool.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PoolRefusal {
	/// It is in the pool already; nothing is lost.
	AlreadyKnown,
	/// Another transaction with the same nonce waits in the pool.
	NonceTaken,
	/// The nonce has been used by an included transaction.
	Outdated,
	/// The account cannot pay the fee and no quota covers it.
	Payment,
	/// The call is for participants and their devices, and the signer is none, or is one no longer.
	NotAParticipant,
	/// The chain's policy wants newcomers to be let in, and nobody has let the signer in.
	NotLetIn,
	/// The pool is full.
	Full,
	/// Anything else, in the node's words.
	Other(String),
}

impl PoolRefusal {
	/// Reads the JSON-RPC error of `author_submitExtrinsic`; codes as in `sc-rpc-api`'s `author` errors.
	pub(crate) fn from_rpc(code: i32, message: &str, data: Option<&str>) -> Self {
		let text = data.unwrap_or(message);
		match code {
			1013 => PoolRefusal::AlreadyKnown,
			1014 => PoolRefusal::NonceTaken,
			1016 => PoolRefusal::Full,
			1010 if text.contains("outdated") => PoolRefusal::Outdated,
			1010 if text.contains("pay some fees") => PoolRefusal::Payment,
			// The codes of `CheckAdmitted` in the device registry.
			1010 if text.contains("Custom error: 30") => PoolRefusal::NotAParticipant,
			1010 if text.contains("Custom error: 31") => PoolRefusal::NotLetIn,
			_ => PoolRefusal::Other(match data {
				Some(data) => format!("{message} ({})", data.trim_matches('"')),
				None => message.into(),
			}),
		}
	}
}

impl fmt::Display for PoolRefusal {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(match self {
			PoolRefusal::AlreadyKnown => "it is in the pool already",
			PoolRefusal::NonceTaken => "a transaction with the same nonce waits in the pool",
			PoolRefusal::Outdated => "its nonce has been used",
			PoolRefusal::Payment => "the account cannot pay the fee, and its fee quota does not cover it",
			PoolRefusal::NotAParticipant => {
				"the call is for participants and their devices; register the account first"
			}
			PoolRefusal::NotLetIn => {
				"the chain lets in only those whom its committee has admitted or a participant answers for"
			}
			PoolRefusal::Full => "the pool is full",
			PoolRefusal::Other(text) => text,
		})
	}
}

/// What is wrong with a key file. No variant holds anything of the key.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
	/// Reading or writing failed.
	#[error("the key file {path} cannot be {action}: {reason}")]
	Io {
		/// The file.
		path: PathBuf,
		/// What was tried.
		action: &'static str,
		/// What the system said.
		reason: std::io::Error,
	},
	/// Somebody besides the owner may read or change the file.
	#[error("the key file {path} is open to others (mode {mode:04o}); run: chmod 600 {path}")]
	Permissions {
		/// The file.
		path: PathBuf,
		/// Its mode bits.
		mode: u32,
	},
	/// The file belongs to another user.
	#[error("the key file {path} belongs to user {owner}, not to user {user}; change its owner or run as that user")]
	Owner {
		/// The file.
		path: PathBuf,
		/// The user that it belongs to.
		owner: u32,
		/// The user that this program runs as.
		user: u32,
	},
	/// The content is neither a seed nor a mnemonic.
	#[error("the key file {path} holds neither a seed (0x and 64 hex digits) nor a mnemonic of 12 to 24 words")]
	Content {
		/// The file.
		path: PathBuf,
	},
	/// The file to be made is there already; it is never overwritten.
	#[error("the key file {path} exists already and is not overwritten")]
	Exists {
		/// The file.
		path: PathBuf,
	},
}
