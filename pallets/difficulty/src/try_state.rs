//! What must hold between blocks.

use bpiiot_asert::target_to_difficulty;
use frame_support::ensure;
use sp_runtime::{TryRuntimeError, traits::UniqueSaturatedInto};

use crate::{Config, Pallet, Schedule};

impl<T: Config> Pallet<T> {
	/// Checks the storage.
	///
	/// # Errors
	///
	/// A sentence that says what is wrong.
	pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
		ensure!(!Self::difficulty().is_zero(), "The difficulty is 0.");
		let Some(state) = Schedule::<T>::get() else { return Ok(()) };
		let now: u64 = frame_system::Pallet::<T>::block_number().unique_saturated_into();
		ensure!(state.last_height <= now, "The retarget is ahead of the chain.");
		ensure!(state.anchor.height <= state.last_height, "The anchor is above the last block.");
		ensure!(state.anchor.time <= state.last_time, "The anchor is later than the last block.");

		// An upgrade that changes a setting takes effect with the next timestamp.
		if state.settings != Self::settings() {
			return Ok(());
		}
		let params = Self::params().map_err(|_| "A setting of the difficulty is 0.")?;
		let expected = target_to_difficulty(state.retarget().target(&params));
		ensure!(Self::difficulty() == expected, "The difficulty is not the one that follows from the schedule.");
		ensure!(
			Self::difficulty() >= state.settings.minimum_difficulty,
			"The difficulty is below the least difficulty."
		);
		Ok(())
	}
}
