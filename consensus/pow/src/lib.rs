//! Proof of work over Equi-X for BPIIoT: the engine's glue between the puzzle, the runtime's difficulty and block
//! import.
//!
//! A block's header carries an author ([`bpiiot_primitives::AuthorDigest`], put in before execution) and a [`Seal`]
//! (put on last). The seal's proof is checked before anything is executed: when a header is announced
//! ([`AnnounceValidator`]) and for queued blocks on all cores ([`PowQueue`], [`PowVerifier`]). Its difficulty is
//! checked against the runtime when the block is imported ([`PowImport`]), and [`miner`] makes new ones.

#![warn(missing_docs)]

mod ahead;
mod algorithm;
mod announce;
mod claim;
mod early;
mod finality;
mod fork_choice;
mod import;
mod metrics;
pub mod miner;
mod observer;
mod queue;
mod refusal;
mod seal;
mod sync_guard;
#[cfg(test)]
mod tests;
mod verifier;
mod work;

pub use algorithm::{Algorithm, EquiXAlgorithm, SOLUTION_LEN, Solution};
pub use announce::AnnounceValidator;
pub use bpiiot_primitives::{AuthorDigest, POW_ENGINE_ID};
pub use import::{PowClient, PowImport};
pub use metrics::{Forks, Metrics, Quantiles};
pub use observer::{BlockTime, HASH_RATE_WINDOW, MAX_HASH_RATE_WINDOW, NetworkHashRate, Observer};
pub use queue::PowQueue;
pub use refusal::BlockRefusal;
pub use seal::{
	CheckedSeal, MAX_DIGEST_LEN, Seal, SealError, challenge, check_seal, check_sealed, header_work, meets, take_seal,
	work,
};
pub use verifier::PowVerifier;
pub use work::total_work;

/// Key type of the key with which a miner signs its blocks, in the node's keystore.
pub const AUTHOR_KEY_TYPE: sp_core::crypto::KeyTypeId = sp_core::crypto::KeyTypeId(*b"pow_");

/// Why a block could not be imported or built.
#[derive(Debug, thiserror::Error)]
pub enum Error {
	/// The seal is refused.
	#[error("{0}")]
	Seal(#[from] SealError),
	/// The parent has no record of its total work.
	#[error("block {0} has no record of its total work; the parent is unknown or the database is damaged")]
	MissingWork(String),
	/// The record of a block's total work does not decode.
	#[error("the record of the total work of block {0} is damaged")]
	DamagedWork(String),
	/// A block's header is not in the database.
	#[error("the header of block {0} is missing")]
	MissingHeader(String),
	/// The runtime could not be asked.
	#[error("the runtime call failed: {0}")]
	Runtime(String),
	/// The block's time or another inherent is refused.
	#[error("the inherents are refused: {0}")]
	Inherents(String),
	/// The database failed.
	#[error(transparent)]
	Database(#[from] sp_blockchain::Error),
	/// A block could not be proposed.
	#[error("no block could be proposed: {0}")]
	Propose(String),
	/// The keystore has no usable author key.
	#[error("the author key is not usable: {0}")]
	Key(String),
}

impl From<Error> for sp_consensus::Error {
	fn from(error: Error) -> Self {
		Self::ClientImport(error.to_string())
	}
}
