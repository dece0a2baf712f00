//! # Difficulty
//!
//! Says how hard the next block is: the state of the ASERT retarget on the chain.
//!
//! ## View functions
//!
//! - [`Pallet::difficulty`]: the difficulty of the next block, in mean tries.
//! - [`Pallet::anchor`]: the block that the schedule of blocks is counted from.
//!
//! There are no calls and no events: nobody sets a difficulty by hand, and a client that wants it for every block reads it
//! there.
//!
//! ## Overview
//!
//! Each block's timestamp moves the retarget one block on, exactly once ([`frame_support::traits::OnTimestampSet`]). The
//! arithmetic is that of `bpiiot-asert`: aserti3-2d, where the solve time of one block counts for at most
//! [`bpiiot_asert::MAX_COUNTED_TARGETS`] target times, so that an outage is not followed by a burst of blocks.
//!
//! Genesis has no time. Block 1 has the initial difficulty and starts the schedule, so block 2 has it too; from block 3 on the
//! difficulty follows the solve times.
//!
//! ## In a runtime
//!
//! ```text
//! impl pallet_timestamp::Config for Runtime {
//!     type Moment = u64;
//!     type OnTimestampSet = Difficulty;
//!     // Short: with a longer one the clock of the chain runs ahead while blocks come quickly after a rise of the hash rate.
//!     type MinimumPeriod = ConstU64<1>;
//!     ..
//! }
//!
//! impl sp_consensus_pow::DifficultyApi<Block, U256> for Runtime {
//!     fn difficulty() -> U256 { Difficulty::difficulty() }
//! }
//! ```
//!
//! ## Low-level part
//!
//! [`Schedule`] is absent until block 1. It keeps the settings that it was counted with: when an upgrade of the runtime
//! changes one, the schedule starts anew at the last block, because counting the blocks since an old anchor with a new block
//! time would throw the difficulty off by powers of two.

#![cfg_attr(not(feature = "std"), no_std)]

pub use pallet::*;
pub use types::{AnchorBlock, RetargetState, Settings};
pub use weights::WeightInfo;

#[cfg(any(feature = "runtime-benchmarks", test))]
mod benchmarking;
mod impl_retarget;
#[cfg(any(test, feature = "try-runtime"))]
mod try_state;
mod types;
pub mod weights;

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

/// Target of what the pallet logs.
const LOG_TARGET: &str = "runtime::difficulty";

#[frame_support::pallet]
#[allow(
	unused_qualifications,
	reason = "the prelude brings the macros into scope, FRAME's parser wants them as `pallet::…`"
)]
pub mod pallet {
	use frame_support::pallet_prelude::*;
	use frame_system::pallet_prelude::*;
	use sp_core::U256;

	use crate::{
		types::{AnchorBlock, RetargetState},
		weights::WeightInfo,
	};

	/// The version of the storage's layout.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// The settings of the retarget.
	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// The time between blocks that the difficulty aims at, ms. Not 0.
		#[pallet::constant]
		type TargetBlockTime: Get<u64>;

		/// How far behind its schedule the chain must be for the difficulty to halve, ms. At least
		/// [`bpiiot_asert::MAX_COUNTED_TARGETS`] target block times, so that no block more than halves it.
		#[pallet::constant]
		type HalfLife: Get<u64>;

		/// The difficulty never falls below this many mean tries. Not 0.
		///
		/// Stops blocks from being made faster than they can be spread and checked, when hardly anybody mines.
		#[pallet::constant]
		type MinimumDifficulty: Get<U256>;

		/// The weight of the retarget.
		type WeightInfo: WeightInfo;
	}

	/// The pallet's storage, hooks and view functions.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// The difficulty of the next block, in mean tries. One fixed key, so there is no hasher to attack.
	#[pallet::storage]
	pub type Difficulty<T: Config> = StorageValue<_, U256, OptionQuery>;

	/// What the difficulty follows from; absent until block 1. One fixed key, so there is no hasher to attack.
	#[pallet::storage]
	pub type Schedule<T: Config> = StorageValue<_, RetargetState, OptionQuery>;

	/// How hard the first blocks are.
	#[pallet::genesis_config]
	pub struct GenesisConfig<T: Config> {
		/// The difficulty of blocks 1 and 2 in mean tries: about the hash rate of all miners, in solutions per second, times
		/// the target block time in seconds. By default the least difficulty.
		pub initial_difficulty: U256,
		/// Nothing.
		#[serde(skip)]
		pub _config: PhantomData<T>,
	}

	impl<T: Config> Default for GenesisConfig<T> {
		fn default() -> Self {
			Self { initial_difficulty: T::MinimumDifficulty::get(), _config: PhantomData }
		}
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		// A genesis block cannot be refused in another way, and this code runs only where a chain is made.
		fn build(&self) {
			assert!(
				!self.initial_difficulty.is_zero(),
				"difficulty.initialDifficulty of the chain spec is 0, but a block takes at least one try: set the hash rate in \
				 solutions per second times the target block time in seconds"
			);
			assert!(
				self.initial_difficulty >= T::MinimumDifficulty::get(),
				"difficulty.initialDifficulty of the chain spec is {}, below the least difficulty {} of this runtime",
				self.initial_difficulty,
				T::MinimumDifficulty::get(),
			);
			Difficulty::<T>::put(self.initial_difficulty);
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		/// Charges for the retarget, which the weight of `timestamp.set` does not know of.
		fn on_initialize(_: BlockNumberFor<T>) -> Weight {
			T::WeightInfo::on_timestamp_set()
		}

		fn integrity_test() {
			match Self::params() {
				Ok(params) => assert!(
					params.steps_are_bounded(),
					"HalfLife is below {} target block times, but nodes refuse a block whose difficulty is more than a factor \
					 of {} from its parent's without asking the runtime",
					bpiiot_asert::MAX_COUNTED_TARGETS,
					bpiiot_asert::MAX_STEP,
				),
				Err(error) => panic!("the difficulty's settings cannot work: {error}"),
			}
			assert!(
				!T::MinimumDifficulty::get().is_zero(),
				"MinimumDifficulty is 0, but a block takes at least one try"
			);
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The difficulty of the next block, in mean tries: its work must be at most `U256::MAX / difficulty`.
		pub fn difficulty() -> U256 {
			Difficulty::<T>::get().unwrap_or_else(T::MinimumDifficulty::get)
		}

		/// The block that the schedule is counted from; none before block 1.
		pub fn anchor() -> Option<AnchorBlock> {
			Schedule::<T>::get().map(|state| state.anchor)
		}
	}
}
