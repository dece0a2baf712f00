//! What the pallet stores.

#![deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use bpiiot_primitives::{Balance, DeviceId, Hash, RecordId, incentives::Query};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::traits::ConstU32;
use frame_system::pallet_prelude::BlockNumberFor;
use scale_info::TypeInfo;
use sp_runtime::{BoundedVec, Rounding, helpers_128bit::multiply_by_rational_with_rounding};

/// Most entries that a view function returns.
pub const MAX_PAGE: u32 = 100;
/// Most epochs that one claim is for; a bound of its weight.
pub const MAX_CLAIMS: u32 = 32;
/// Most tallies of expired epochs that a block removes when it has nothing better to do.
pub const MAX_CLEANED: u32 = 64;

/// Number of an epoch, counted from 0.
pub type EpochIndex = u32;
/// Number of a bonus query.
pub type BonusId = u64;
/// The epochs of one claim.
pub type ClaimedEpochs = BoundedVec<EpochIndex, ConstU32<MAX_CLAIMS>>;
/// A bonus query on this chain.
pub type BonusOf<T> = Bonus<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

/// The epoch that runs.
#[derive(
	Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Epoch<BlockNumber> {
	/// Its number.
	pub index: EpochIndex,
	/// Its first block.
	pub started: BlockNumber,
	/// How many contributions have been counted in it.
	pub points: u64,
}

/// What an epoch that is over pays.
#[derive(
	Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Payout {
	/// How many contributions were counted in it.
	pub points: u64,
	/// How many of them have not been paid for.
	pub left: u64,
	/// What it pays altogether, in planck.
	pub budget: Balance,
	/// What of it has not been claimed, in planck. It stays reserved in the pot.
	pub unpaid: Balance,
}

impl Payout {
	/// What this many of its contributions are paid, in planck: budget × points / all points, rounded down.
	///
	/// Points that are split over several accounts never get more than together, since each part is rounded down.
	pub fn pays(&self, points: u32) -> Balance {
		multiply_by_rational_with_rounding(self.budget, points.into(), self.points.max(1).into(), Rounding::Down)
			.unwrap_or_default()
			.min(self.unpaid)
	}
}

/// Stake that allows contributions to be counted.
#[derive(
	Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Bond {
	/// What is held, in planck.
	pub held: Balance,
	/// The epoch in which it was last changed.
	pub epoch: EpochIndex,
	/// What counts in that epoch, in planck. It is held until the epoch is over, so that no token counts twice in it.
	pub counts: Balance,
	/// What counts in the epochs after it, in planck.
	pub next: Balance,
}

impl Bond {
	/// What counts in an epoch, in planck.
	pub fn counted(&self, epoch: EpochIndex) -> Balance {
		if epoch > self.epoch { self.next } else { self.counts }
	}

	/// What has to be held in an epoch, in planck.
	pub fn needed(&self, epoch: EpochIndex) -> Balance {
		self.counted(epoch).max(self.next)
	}

	/// The same bond, to be changed in an epoch.
	pub(crate) fn at(self, epoch: EpochIndex) -> Self {
		let counts = self.counted(epoch);
		Self { epoch: epoch.max(self.epoch), counts, ..self }
	}
}

/// How far a bonus query has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum BonusState<BlockNumber> {
	/// Its owner may redeem it.
	Open {
		/// Up to this block.
		until: BlockNumber,
	},
	/// Its owner has redeemed it; the provider has to answer.
	Redeemed {
		/// Up to this block.
		until: BlockNumber,
	},
	/// The provider has answered.
	Answered {
		/// The hash of the result that it has sent to the owner.
		result: Hash,
		/// Up to this block only the owner may remove it.
		until: BlockNumber,
	},
}

/// A query that the author of a block may put to a provider once (paper, section V.C).
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Bonus<AccountId, BlockNumber> {
	/// The record with whose update it came.
	pub record: RecordId,
	/// The device whose data it is about. It has agreed to exactly this query.
	pub device: DeviceId,
	/// Whose deposit is held for it. This account has to answer it, or the present one of its identity.
	pub provider: AccountId,
	/// Whose it is: at first the reward account of the block that it came in.
	pub owner: AccountId,
	/// The query over the provider's database; for aggregates only.
	pub query: Query,
	/// How far it has got.
	pub state: BonusState<BlockNumber>,
	/// What is held for it on the provider's account, in planck.
	pub deposit: Balance,
}

/// How a bonus query has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Outcome {
	/// Its owner did not redeem it in time.
	Expired,
	/// The provider did not answer in time. This is counted in its standing.
	Unanswered,
	/// The provider answered, and the owner let it stand. This is counted in its standing.
	Answered,
	/// Its owner did not want it.
	Declined,
	/// The device's side took its consent back.
	Withdrawn,
	/// The provider says that it answered, the owner that it did not, or not rightly. This is counted in its standing.
	Contested,
}

/// What a provider did with the bonus queries that were put to it.
#[derive(
	Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Standing {
	/// How many it answered in time, without an objection of the owner.
	pub answered: u32,
	/// How many it did not.
	pub unanswered: u32,
	/// How many it says it answered, and the owner says it did not, or not rightly. The chain sees neither query nor
	/// result, so it is one's word against the other's, to be read beside `answered`.
	pub contested: u32,
}

impl Standing {
	/// With one more bonus query that has ended like this.
	pub(crate) fn with(mut self, outcome: Outcome) -> Self {
		let number = match outcome {
			Outcome::Answered => &mut self.answered,
			Outcome::Unanswered => &mut self.unanswered,
			Outcome::Contested => &mut self.contested,
			Outcome::Expired | Outcome::Declined | Outcome::Withdrawn => return self,
		};
		*number = number.saturating_add(1);
		self
	}

	/// Both together.
	pub(crate) fn plus(self, other: Self) -> Self {
		Self {
			answered: self.answered.saturating_add(other.answered),
			unanswered: self.unanswered.saturating_add(other.unanswered),
			contested: self.contested.saturating_add(other.contested),
		}
	}
}
