//! What a node and an external miner say to each other on the mining RPC, in JSON.

use std::{fmt, ops::Range};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use sp_core::{Pair, U256, sr25519};

use super::search::Job;

/// So many bytes, in JSON as `0x` and two hexadecimal digits each.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Hex<const N: usize>(pub [u8; N]);

impl Hex<8> {
	/// A nonce, most significant byte first.
	pub fn nonce(nonce: u64) -> Self {
		Self(nonce.to_be_bytes())
	}

	/// The nonce.
	pub fn value(self) -> u64 {
		u64::from_be_bytes(self.0)
	}
}

impl<const N: usize> fmt::Display for Hex<N> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str("0x")?;
		self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
	}
}

impl<const N: usize> fmt::Debug for Hex<N> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		fmt::Display::fmt(self, f)
	}
}

impl<const N: usize> Serialize for Hex<N> {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_str(self)
	}
}

impl<'de, const N: usize> Deserialize<'de> for Hex<N> {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let text = String::deserialize(deserializer)?;
		let wrong = || D::Error::custom(format!("expected 0x and {} hexadecimal digits", 2 * N));
		let digits = text.strip_prefix("0x").ok_or_else(wrong)?.as_bytes();
		if digits.len() != 2 * N {
			return Err(wrong());
		}
		let value = |digit: u8| char::from(digit).to_digit(16).ok_or_else(wrong);
		let mut bytes = [0; N];
		for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
			*byte = (value(pair[0])? * 16 + value(pair[1])?) as u8;
		}
		Ok(Self(bytes))
	}
}

/// A notification of `mining_subscribeTemplate`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Notice {
	/// Search this, and nothing else any more.
	Template(Box<Template>),
	/// Search nothing until the next template.
	Stop(StopCause),
}

/// Why there is nothing to search.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum StopCause {
	/// The best block has changed; the next template is being built.
	NewBlock,
	/// The node is catching up with the chain.
	Syncing,
	/// The node cannot build a template; its log says why. It tries again.
	NoTemplate,
	/// Nobody has asked for work yet; the first template is being built.
	Idle,
}

/// A block to find a seal for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Template {
	/// The template's number, to be given back with a solution.
	pub id: u64,
	/// Hash of the header without its seal.
	pub pre_hash: Hex<32>,
	/// The author's signature over the pre-hash, which is part of each challenge.
	pub signature: Hex<64>,
	/// The author's key.
	pub author: Hex<32>,
	/// How many tries a block takes in the mean.
	pub difficulty: U256,
	/// The largest work that is enough: 2^256 − 1 divided by the difficulty.
	pub bound: U256,
	/// The block's number.
	pub height: u64,
	/// Hash of the block before.
	pub parent: Hex<32>,
	/// The first nonce of this miner's range.
	pub nonce_start: Hex<8>,
	/// The end of the range: the first nonce that is not in it.
	pub nonce_end: Hex<8>,
}

/// Why a template is not worth searching.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
	/// Its difficulty is zero.
	#[error("the difficulty is zero")]
	ZeroDifficulty,
	/// Its bound is not that of its difficulty.
	#[error("the bound does not belong to the difficulty")]
	WrongBound,
	/// There is no nonce in its range.
	#[error("the range of nonces is empty")]
	NoNonces,
	/// The signature is not the author's: no block would come of it.
	#[error("the author's signature is wrong")]
	WrongSignature,
}

impl Template {
	/// The search that this asks for, when a block can come of it.
	///
	/// # Errors
	/// When none can; a correct node does not send such a template.
	pub fn job(&self) -> Result<Job, TemplateError> {
		let bound = U256::MAX.checked_div(self.difficulty).ok_or(TemplateError::ZeroDifficulty)?;
		if bound != self.bound {
			return Err(TemplateError::WrongBound);
		}
		let nonces: Range<u64> = self.nonce_start.value()..self.nonce_end.value();
		if nonces.is_empty() {
			return Err(TemplateError::NoNonces);
		}
		let signature = sr25519::Signature::from_raw(self.signature.0);
		if !sr25519::Pair::verify(&signature, self.pre_hash.0, &sr25519::Public::from_raw(self.author.0)) {
			return Err(TemplateError::WrongSignature);
		}
		Ok(Job { id: self.id, pre_hash: self.pre_hash.0, signature, difficulty: self.difficulty, nonces })
	}
}

/// The answer of `mining_submit`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Block {
	/// The block's hash.
	pub hash: Hex<32>,
	/// Its number.
	pub height: u64,
	/// Whether it is the best block of the node.
	pub best: bool,
}

/// The answer of `mining_status`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Status {
	/// The template that is searched now.
	pub template: Option<TemplateStatus>,
	/// Why there is none.
	pub stopped: Option<StopCause>,
	/// The node's own mining threads.
	pub local_threads: u64,
	/// Miners that are subscribed.
	pub miners: u64,
	/// Blocks that the node has made since its start, whoever found their seals.
	pub blocks_mined: u64,
}

/// The template in a [`Status`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TemplateStatus {
	/// Its number.
	pub id: u64,
	/// The block's number.
	pub height: u64,
	/// Milliseconds since it was built.
	pub age: u64,
	/// How many tries the block takes in the mean.
	pub difficulty: U256,
}

#[cfg(test)]
mod tests {
	use proptest::prelude::*;

	use super::*;

	fn template() -> Template {
		let pair = sr25519::Pair::from_seed(&[7; 32]);
		let pre_hash = [5; 32];
		Template {
			id: 3,
			pre_hash: Hex(pre_hash),
			signature: Hex(pair.sign(&pre_hash).0),
			author: Hex(pair.public().0),
			difficulty: U256::from(1_400),
			bound: U256::MAX / 1_400,
			height: 12,
			parent: Hex([6; 32]),
			nonce_start: Hex::nonce(1 << 48),
			nonce_end: Hex::nonce(2 << 48),
		}
	}

	#[test]
	fn a_template_survives_the_wire_without_losing_a_digit() {
		let notice = Notice::Template(Box::new(Template { difficulty: U256::MAX, bound: U256::one(), ..template() }));
		let text = serde_json::to_string(&notice).unwrap();
		assert!(text.contains(&format!("\"difficulty\":\"{:#x}\"", U256::MAX)), "{text}");
		assert!(text.contains("\"nonceStart\":\"0x0001000000000000\""), "{text}");
		assert_eq!(serde_json::from_str::<Notice>(&text).unwrap(), notice);
		assert_eq!(serde_json::to_string(&Notice::Stop(StopCause::NewBlock)).unwrap(), r#"{"stop":"newBlock"}"#);
	}

	/// Who gains by cheating: a node, or someone between, that lets a miner work for nothing.
	#[test]
	fn a_template_that_no_block_can_come_of_is_refused() {
		let job = template().job().unwrap();
		assert_eq!((job.id, job.nonces), (3, 1 << 48..2 << 48));
		let error = |change: fn(&mut Template)| {
			let mut template = template();
			change(&mut template);
			template.job().unwrap_err()
		};
		assert_eq!(error(|template| template.difficulty = U256::zero()), TemplateError::ZeroDifficulty);
		assert_eq!(error(|template| template.bound = template.bound + 1), TemplateError::WrongBound);
		assert_eq!(error(|template| template.nonce_end = template.nonce_start), TemplateError::NoNonces);
		assert_eq!(error(|template| template.nonce_end = Hex::nonce(0)), TemplateError::NoNonces);
		assert_eq!(error(|template| template.pre_hash.0[0] ^= 1), TemplateError::WrongSignature);
		assert_eq!(error(|template| template.author = Hex([0; 32])), TemplateError::WrongSignature);
	}

	#[test]
	fn only_whole_hexadecimal_numbers_are_bytes() {
		let read = |text: &str| serde_json::from_str::<Hex<2>>(text).map(|hex| hex.0);
		assert_eq!(read(r#""0x01fF""#).unwrap(), [1, 255]);
		for wrong in
			[r#""01ff""#, r#""0x1ff""#, r#""0x001ff""#, r#""0x""#, r#""0x+1ff""#, r#""0x01fg""#, r#""0xé1""#, "511"]
		{
			assert!(read(wrong).is_err(), "{wrong}");
		}
	}

	proptest! {
		#[test]
		fn any_text_is_read_or_refused_without_a_panic(text in "\\PC{0,80}", digits in "0x[0-9a-fA-Fé]{0,20}") {
			for text in [text, digits] {
				let json = serde_json::to_string(&text).unwrap();
				if let Ok(hex) = serde_json::from_str::<Hex<8>>(&json) {
					prop_assert_eq!(hex.to_string(), text.to_lowercase());
				}
				let _ = serde_json::from_str::<Notice>(&text);
			}
		}
	}
}
