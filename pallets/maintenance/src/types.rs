//! What the pallet stores about agreements, requests and price lists.

use bpiiot_primitives::{AgreementId, Balance, DeviceId, Hash, PartNumber, Reading, Rule, RuleIndex, TriggerSeq};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{BoundedVec, traits::ConstU32};
use scale_info::TypeInfo;

/// Most rules of an agreement. Every reading is compared with every rule, so more would let a short report cost much.
pub const MAX_RULES: u32 = 16;
/// Most readings of a report. It keeps one transaction from filling a block.
pub const MAX_READINGS: u32 = 1024;
/// Most bytes of a part's name. It keeps a price list from filling the state with text.
pub const MAX_NAME: u32 = 64;
/// Most entries that a view function returns at once, so that a query cannot keep a node busy.
pub const MAX_PAGE: u32 = 100;

/// UTF-8 text of at most [`MAX_NAME`] bytes.
pub type Name = BoundedVec<u8, ConstU32<MAX_NAME>>;
/// The rules of an agreement.
pub type Rules = BoundedVec<Rule, ConstU32<MAX_RULES>>;
/// The readings of a report.
pub type Readings = BoundedVec<Reading, ConstU32<MAX_READINGS>>;

/// A part in a provider's price list.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct ListedPart {
	/// What it is called.
	pub name: Name,
	/// The price of one, in planck; not zero.
	pub price: Balance,
}

/// How far an agreement has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum AgreementStatus {
	/// The owner has proposed it; the provider has not answered.
	Proposed,
	/// Both have agreed; rules fire.
	Active,
	/// One of them has ended it; nothing fires any more, accepted jobs run on.
	Cancelled,
}

/// What an owner and a provider have agreed on for one device.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Agreement<AccountId, BlockNumber> {
	/// The device that is maintained.
	pub device: DeviceId,
	/// Who owns it and pays.
	pub owner: AccountId,
	/// Who maintains it and delivers parts.
	pub provider: AccountId,
	/// What one service request pays, in planck; zero when the contract covers it.
	pub service_price: Balance,
	/// How many blocks the provider has from a request to its completion.
	pub response_blocks: BlockNumber,
	/// When to request what.
	pub rules: Rules,
	/// What is left of the money that requests may use, in planck; held on the owner's account.
	pub budget: Balance,
	/// How far it has come.
	pub status: AgreementStatus,
	/// How many of its requests are not settled.
	pub open_requests: u32,
	/// How many requests it has raised; also the index of the next one in `RequestsOf`.
	pub requests: u32,
	/// The block in which it was proposed.
	pub proposed_at: BlockNumber,
}

/// What a request asks for.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum RequestKind {
	/// The provider's visit.
	Service,
	/// Parts.
	Part {
		/// Their number in the provider's price list.
		part: PartNumber,
		/// How many.
		quantity: u32,
	},
}

/// How far a request has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum RequestStatus {
	/// Raised; the provider has not answered. Its price is in escrow.
	Open,
	/// The provider works on it. Its price is in escrow.
	Accepted,
	/// The provider has delivered; the owner has not answered. Its price is in escrow.
	Completed,
	/// The provider has been paid. Final.
	Paid,
	/// The provider has turned it down and the escrow went back. Final.
	Rejected,
	/// The provider was too late and the escrow went back. Final.
	TimedOut,
}

impl RequestStatus {
	/// Whether its price is still in escrow.
	pub fn is_unsettled(self) -> bool {
		matches!(self, Self::Open | Self::Accepted | Self::Completed)
	}
}

/// A request for service or for parts.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Request<AccountId, BlockNumber> {
	/// The agreement whose rule has fired.
	pub agreement: AgreementId,
	/// The rule.
	pub rule: RuleIndex,
	/// The device.
	pub device: DeviceId,
	/// Who is asked.
	pub provider: AccountId,
	/// Who pays.
	pub owner: AccountId,
	/// What is asked for.
	pub kind: RequestKind,
	/// What it pays, in planck.
	pub price: Balance,
	/// How far it has come.
	pub status: RequestStatus,
	/// The block in which it was raised.
	pub raised_at: BlockNumber,
	/// The last block in which it can be accepted and completed.
	pub deadline: BlockNumber,
	/// The block in which it was last completed.
	pub completed_at: Option<BlockNumber>,
	/// The device's number of the trigger, when the device counted; none when the chain counted.
	pub trigger: Option<TriggerSeq>,
	/// The hash of the provider's report on the job, after completion.
	pub evidence: Option<Hash>,
	/// How often the owner has returned it.
	pub returns: u8,
}
