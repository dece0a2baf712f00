//! What is mined when, who shares in it, and what the pallets that make data valuable tell the pallet that pays for it.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::ConstU32;
use sp_runtime::{BoundedVec, DispatchError};

use crate::{AccountId, Balance, BlockNumber, DeviceId, RecordId};

/// Id of the treasury's account, see [`account_of`].
pub const TREASURY_ID: [u8; 8] = *b"bpi/trsy";
/// Id of the account of the pot that uploads and verifications are paid from, see [`account_of`].
pub const POT_ID: [u8; 8] = *b"bpi/cpot";

/// The account of a pallet with this id: what FRAME's `PalletId` makes of it. Nobody has a key of it.
pub fn account_of(id: [u8; 8]) -> AccountId {
	let mut bytes = [0; 32];
	for (to, from) in bytes.iter_mut().zip(b"modl".iter().chain(&id)) {
		*to = *from;
	}
	AccountId::new(bytes)
}

/// How many tokens each block brings into being (requirement M87): a halving, spread over its whole period.
///
/// Time is cut into eras. In the first one a block mints [`initial`](Self::initial). From era to era the reward falls
/// by the same amount, so that after [`halving`](Self::halving) eras it is half of what it was; then the next period
/// begins, and it falls half as steeply. All are integers, rounded down.
///
/// A halving that comes at once takes half of the income from all miners in the same minute. Those whose power costs
/// more than the other half stop, blocks come at half the pace until the difficulty has followed, and the power that
/// has been switched off is for hire to attack with. Spread over 48 eras, the reward falls by 1.04 per cent at the
/// first step and by 2.04 at the last, less than the difficulty moves within an hour; the sum is bounded just the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Emission {
	/// What a block of the first era mints, in planck.
	pub initial: Balance,
	/// How many blocks an era has; 0 counts as 1.
	pub era: BlockNumber,
	/// How many eras it takes for the reward to halve; 0 counts as 1.
	pub halving: u32,
}

impl Emission {
	/// What a block mints, in planck. Never more than a block before it. Nothing is minted by block 0, the genesis.
	pub fn reward(&self, block: u64) -> Balance {
		let Some(mined) = block.checked_sub(1) else { return 0 };
		let eras = mined / u64::from(self.era.max(1));
		let halving = u64::from(self.halving.max(1));
		let halvings = u32::try_from(eras / halving).unwrap_or(u32::MAX);
		let base = self.initial.checked_shr(halvings).unwrap_or_default();
		let (step, steps) = (Balance::from(eras % halving), Balance::from(halving.saturating_mul(2)));
		// base × step / steps, rounded up, in two parts that do not overflow.
		let whole = (base / steps).saturating_mul(step);
		let part = (base % steps).saturating_mul(step).div_ceil(steps);
		base.saturating_sub(whole).saturating_sub(part)
	}

	/// No more than this is ever mined, in planck: the sum over all periods of their eras, as if nothing were rounded.
	///
	/// A period of h eras that begins with r mints r × era × (h − (h − 1) / 4); all of them together twice what the
	/// first does.
	pub fn cap(&self) -> Balance {
		let terms = Balance::from(self.halving.max(1)).saturating_mul(3).saturating_add(1);
		let doubled = self.initial.checked_mul(terms).and_then(|sum| sum.checked_mul(self.era.max(1).into()));
		doubled.map_or(Balance::MAX, |sum| sum.div_ceil(2))
	}
}

/// A query over a provider's database, UTF-8, at most 256 bytes.
pub type Query = BoundedVec<u8, ConstU32<256>>;

/// Work on data that an epoch's pot rewards (requirement M91).
///
/// In the paper's example the device earns by uploading and the provider by verifying. Here, as the rest of its section
/// V.C has it, the provider adds a record and the device's side verifies it; so the one who uploads is the provider,
/// and the device's side and the attestors are those who verify. Both count alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Contribution {
	/// A record was added and its device has verified it; counted for the one who added it.
	Upload,
	/// A record was verified or attested; counted for the one who did.
	Verification,
}

/// Counts contributions towards the rewards of the present epoch.
pub trait Contributions<AccountId> {
	/// Counts one contribution of `who`, or of its owner if it is a device, as long as the stake that counts in the
	/// present epoch allows one more; does nothing otherwise. How much it is paid shows when the epoch ends.
	fn contributed(who: &AccountId, contribution: Contribution);

	/// Benchmarks only: from now on contributions of `who` count, and this block has an author to whom bonus queries
	/// that `who` offers belong, so that callers are measured with all that they cause here. Call it again for each
	/// account.
	fn prepare(who: &AccountId) {
		let _ = who;
	}
}

impl<AccountId> Contributions<AccountId> for () {
	fn contributed(_who: &AccountId, _contribution: Contribution) {}
}

/// Takes the mining-bonus queries that come with record updates (paper, section V.C; requirement M88).
pub trait BonusQueries<AccountId> {
	/// Attaches a bonus query to an update of `record` in the present block; it belongs to the block's author, who may
	/// redeem it once at `provider`, until it expires. The caller has made sure that the device consents and that the
	/// query asks for aggregates only, and undoes what a failure leaves behind.
	///
	/// # Errors When the block has no author, carries as many bonus queries as it may, the provider's free balance does
	/// not cover the deposit, or all numbers have been given out.
	fn attach(record: RecordId, device: DeviceId, provider: &AccountId, query: Query) -> Result<(), DispatchError>;
}

impl<AccountId> BonusQueries<AccountId> for () {
	fn attach(_: RecordId, _: DeviceId, _: &AccountId, _: Query) -> Result<(), DispatchError> {
		Ok(())
	}
}

#[cfg(test)]
mod tests {
	use proptest::prelude::*;

	use super::*;
	use crate::{BPI, DAYS};

	const EMISSION: Emission = Emission { initial: 10 * BPI, era: 30 * DAYS, halving: 48 };

	/// What is mined until nothing is left, era by era, and how many blocks that takes.
	fn mined(emission: &Emission) -> (Balance, u64) {
		let era = u64::from(emission.era.max(1));
		let mut sum = 0;
		for index in 0u64.. {
			let reward = emission.reward(index * era + 1);
			assert_eq!(reward, emission.reward((index + 1) * era), "an era begins and ends with the same reward");
			if reward == 0 {
				return (sum, index * era);
			}
			sum += reward * Balance::from(era);
		}
		unreachable!("a reward halves until it is nothing")
	}

	#[test]
	fn the_first_rewards_and_the_halvings_are_as_published() {
		let period = 48 * 30 * u64::from(DAYS);
		assert_eq!([0, 1, 30 * u64::from(DAYS)].map(|block| EMISSION.reward(block)), [0, 10 * BPI, 10 * BPI]);
		assert_eq!(EMISSION.reward(30 * u64::from(DAYS) + 1), 10 * BPI * 95 / 96);
		for halvings in 0..8 {
			assert_eq!(EMISSION.reward(halvings * period + 1), (10 * BPI) >> halvings);
			assert_eq!(EMISSION.reward((halvings + 1) * period), ((10 * BPI) >> halvings) * 49 / 96);
		}
		assert_eq!(EMISSION.cap(), 313_200_000 * BPI);
		assert_eq!(EMISSION.reward(u64::MAX), 0);
	}

	#[test]
	fn steps_are_as_published() {
		let at = |era: u64| EMISSION.reward(era * 30 * u64::from(DAYS) + 1);
		let steps = (0..48).map(|era| (at(era) - at(era + 1)) * 10_000 / at(era)).collect::<Vec<_>>();
		assert_eq!((steps[0], steps[47]), (104, 204), "in hundredths of a per cent");
		assert!(steps.is_sorted());
	}

	// covers M87
	#[test]
	fn all_that_is_mined_comes_close_to_the_cap_and_not_above_it() {
		let (sum, blocks) = mined(&EMISSION);
		assert!(sum <= EMISSION.cap());
		// Rounding costs less than two planck a block.
		assert!(EMISSION.cap() - sum < 2 * Balance::from(blocks), "{sum} in {blocks} blocks");
	}

	proptest! {
		#![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..Default::default() })]

		// covers M87
		#[test]
		fn no_schedule_mines_more_than_its_cap(initial in 0..=u64::MAX, era in 0..2_000_000u32, halving in 0..100u32) {
			let emission = Emission { initial: initial.into(), era, halving };
			let (sum, blocks) = mined(&emission);
			prop_assert!(sum <= emission.cap());
			prop_assert!(emission.cap() - sum <= 2 * Balance::from(blocks) + Balance::from(era.max(1)) * 4 * 100);
		}

		// covers M87
		#[test]
		fn no_reward_is_larger_than_one_before_it(
			initial in any::<Balance>(),
			era in any::<BlockNumber>(),
			halving in any::<u32>(),
			block in any::<u64>(),
			later in any::<u32>(),
		) {
			let emission = Emission { initial, era, halving };
			let after = block.saturating_add(later.into());
			prop_assert!(emission.reward(after) <= emission.reward(block) || block == 0);
			prop_assert!(emission.reward(block) <= initial);
		}
	}

	#[test]
	fn extreme_schedules_do_not_overflow() {
		for (initial, era, halving) in [(Balance::MAX, u32::MAX, u32::MAX), (Balance::MAX, 0, 0), (0, 0, 0), (1, 1, 1)]
		{
			let emission = Emission { initial, era, halving };
			for block in [0, 1, 2, u64::MAX] {
				assert!(emission.reward(block) <= initial);
			}
			assert!(emission.cap() >= initial);
		}
	}
}
