//! A runtime of System, Timestamp and Difficulty.

use frame_support::{
	assert_ok, derive_impl, parameter_types,
	traits::{ConstU64, OnFinalize, OnInitialize},
};
use sp_core::U256;
use sp_runtime::BuildStorage;

use crate as pallet_difficulty;

/// Time of block 1, ms.
pub const START: u64 = 1_700_000_000_000;
/// Target block time, ms.
pub const BLOCK_TIME: u64 = 6_000;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Timestamp: pallet_timestamp,
		Difficulty: pallet_difficulty,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = frame_system::mocking::MockBlock<Test>;
}

impl pallet_timestamp::Config for Test {
	type Moment = u64;
	type OnTimestampSet = Difficulty;
	type MinimumPeriod = ConstU64<1>;
	type WeightInfo = ();
}

parameter_types! {
	pub static TargetBlockTime: u64 = BLOCK_TIME;
	pub static HalfLife: u64 = 900_000;
	pub static MinimumDifficulty: U256 = U256::from(10);
}

impl pallet_difficulty::Config for Test {
	type TargetBlockTime = TargetBlockTime;
	type HalfLife = HalfLife;
	type MinimumDifficulty = MinimumDifficulty;
	type WeightInfo = crate::weights::SubstrateWeight<Test>;
}

/// Builds the state of a test.
pub struct ExtBuilder {
	initial_difficulty: U256,
}

impl Default for ExtBuilder {
	fn default() -> Self {
		Self { initial_difficulty: U256::from(60_000) }
	}
}

impl ExtBuilder {
	/// The difficulty at genesis.
	pub fn initial_difficulty(mut self, difficulty: impl Into<U256>) -> Self {
		self.initial_difficulty = difficulty.into();
		self
	}

	/// The state of block 0.
	pub fn build(self) -> sp_io::TestExternalities {
		let genesis = RuntimeGenesisConfig {
			difficulty: pallet_difficulty::GenesisConfig {
				initial_difficulty: self.initial_difficulty,
				..Default::default()
			},
			..Default::default()
		};
		genesis.build_storage().expect("the genesis is valid").into()
	}

	/// Runs a test on a new chain and `try_state` after it.
	pub fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			test();
			assert_ok!(Difficulty::do_try_state());
		});
	}
}

/// Executes the next block, made at `time` ms, and returns the difficulty of the one after it.
pub fn block_at(time: u64) -> U256 {
	let number = System::block_number() + 1;
	System::initialize(&number, &Default::default(), &Default::default());
	AllPalletsWithSystem::on_initialize(number);
	assert_ok!(Timestamp::set(RuntimeOrigin::none(), time));
	AllPalletsWithSystem::on_finalize(number);
	// No `System::finalize`: the state root that it computes is most of a block's time and no test looks at it.
	Difficulty::difficulty()
}

/// Executes `count` blocks that each take the target block time; block 1 is made at [`START`].
pub fn blocks_on_time(count: u64) {
	for _ in 0..count {
		let last = Timestamp::get();
		block_at(if last == 0 { START } else { last + BLOCK_TIME });
	}
}
