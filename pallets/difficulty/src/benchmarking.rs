//! The benchmark of the retarget. It also runs as a test, on the runtime of the tests.

use frame_benchmarking::v2::*;
use frame_support::traits::{Get, OnTimestampSet};

use crate::{Config, Difficulty, Pallet, Schedule};

/// Time of the first block, ms.
const START: u64 = 1_700_000_000_000;

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn on_timestamp_set() {
		// An upgrade has changed a setting, so that the schedule starts anew. There was an outage, so that its anchor
		// moves; and the difficulty falls below its least, so that the block becomes the anchor.
		Difficulty::<T>::put(T::MinimumDifficulty::get());
		Pallet::<T>::on_timestamp_set(START);
		Schedule::<T>::mutate(|state| {
			if let Some(state) = state {
				state.settings.half_life = state.settings.half_life.saturating_add(1);
			}
		});
		frame_system::Pallet::<T>::set_block_number(2u32.into());
		let outage = T::TargetBlockTime::get().saturating_mul(1_000);
		#[block]
		{
			Pallet::<T>::on_timestamp_set(START.saturating_add(outage));
		}
		let found = Schedule::<T>::get().map(|state| (state.anchor.height, state.settings));
		assert_eq!(found, Some((2, Pallet::<T>::settings())));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::ExtBuilder::default().build(), crate::mock::Test);
}
