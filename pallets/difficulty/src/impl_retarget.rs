//! The retarget, moved on by each block's timestamp.

use bpiiot_asert::{Params, ParamsError, Retarget, difficulty_to_target, target_to_difficulty};
use frame_support::traits::{Get, OnTimestampSet};
use sp_runtime::traits::UniqueSaturatedInto;

use crate::{Config, Difficulty, LOG_TARGET, Pallet, RetargetState, Schedule, Settings};

impl<T: Config> OnTimestampSet<u64> for Pallet<T> {
	/// Moves the retarget on by the block that is being executed; a second call in the same block changes nothing.
	fn on_timestamp_set(now: u64) {
		match Self::params() {
			Ok(params) => Self::advance(&params, now),
			// `integrity_test` does not let such a runtime be built.
			Err(error) => log::error!(target: LOG_TARGET, "the difficulty stays as it is: {error}"),
		}
	}
}

impl<T: Config> Pallet<T> {
	/// The settings of this runtime.
	pub(crate) fn settings() -> Settings {
		Settings {
			target_block_time: T::TargetBlockTime::get(),
			half_life: T::HalfLife::get(),
			minimum_difficulty: T::MinimumDifficulty::get(),
		}
	}

	/// The settings as the retarget takes them; an error names the one that is 0.
	pub(crate) fn params() -> Result<Params, ParamsError> {
		let Settings { target_block_time, half_life, minimum_difficulty } = Self::settings();
		Params::new(target_block_time, half_life, difficulty_to_target(minimum_difficulty))
	}

	fn advance(params: &Params, now: u64) {
		let settings = Self::settings();
		let height = frame_system::Pallet::<T>::block_number().unique_saturated_into();
		let time = i64::try_from(now).unwrap_or(i64::MAX);
		let start = |height, time| Retarget::start(params, difficulty_to_target(Self::difficulty()), height, time);

		let (retarget, target) = match Schedule::<T>::get() {
			None => {
				let retarget = start(height, time);
				(retarget, retarget.target(params))
			}
			Some(state) => {
				let mut retarget = if state.settings == settings {
					state.retarget()
				} else {
					start(state.last_height, state.last_time)
				};
				let target = retarget.advance(params, height, time);
				(retarget, target)
			}
		};
		Schedule::<T>::put(RetargetState::new(&retarget, settings));
		Difficulty::<T>::put(target_to_difficulty(target));
	}
}
