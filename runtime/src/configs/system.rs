use frame_support::{
	derive_impl,
	dispatch::DispatchClass,
	parameter_types,
	traits::Contains,
	weights::{
		Weight,
		constants::{ParityDbWeight, WEIGHT_REF_TIME_PER_SECOND},
	},
};
use frame_system::limits::{BlockLength, BlockWeights};
use sp_runtime::{Perbill, traits::AccountIdLookup};
use sp_version::RuntimeVersion;

use crate::{
	AccountId, Block, BlockNumber, DAYS, Hash, Nonce, PalletInfo, Runtime, RuntimeCall, RuntimeEvent, RuntimeOrigin,
	RuntimeTask, VERSION,
};

/// The share of a block that ordinary extrinsics may fill; the rest is kept for operational ones.
const NORMAL_DISPATCH_RATIO: Perbill = Perbill::from_percent(75);

/// Two seconds of execution in a block of six, so that a small machine imports faster than the chain grows.
const MAXIMUM_BLOCK_WEIGHT: Weight = Weight::from_parts(2 * WEIGHT_REF_TIME_PER_SECOND, u64::MAX);

/// The most bytes of extrinsics in a block.
const MAXIMUM_BLOCK_LENGTH: u32 = 5 * 1024 * 1024;

parameter_types! {
	pub const BlockHashCount: BlockNumber = DAYS;
	pub const Version: RuntimeVersion = VERSION;
	pub const SS58Prefix: u8 = 42;
	pub RuntimeBlockWeights: BlockWeights =
		BlockWeights::with_sensible_defaults(MAXIMUM_BLOCK_WEIGHT, NORMAL_DISPATCH_RATIO);
	pub RuntimeBlockLength: BlockLength = BlockLength::builder()
		.max_length(MAXIMUM_BLOCK_LENGTH)
		.modify_max_length_for_class(DispatchClass::Normal, |length| {
			*length = NORMAL_DISPATCH_RATIO * MAXIMUM_BLOCK_LENGTH;
		})
		.build();
}

/// Refuses the SDK's calls that this runtime has better ones for, whoever sends them.
///
/// `Session.purge_keys` would let a verifier get rid of the key with which it has voted twice: `Verifiers.purge_keys` does not.
/// `Grandpa.report_equivocation` and its unsigned twin are free for ever to somebody who has been punished already:
/// `Verifiers.report_equivocation` is not.
pub struct CallFilter;

impl Contains<RuntimeCall> for CallFilter {
	fn contains(call: &RuntimeCall) -> bool {
		use pallet_grandpa::Call as Grandpa;
		!matches!(
			call,
			RuntimeCall::Session(pallet_session::Call::purge_keys { .. })
				| RuntimeCall::Grandpa(
					Grandpa::report_equivocation { .. } | Grandpa::report_equivocation_unsigned { .. }
				)
		)
	}
}

#[derive_impl(frame_system::config_preludes::SolochainDefaultConfig)]
impl frame_system::Config for Runtime {
	type AccountData = pallet_balances::AccountData<crate::Balance>;
	type AccountId = AccountId;
	type BaseCallFilter = CallFilter;
	type Block = Block;
	type BlockHashCount = BlockHashCount;
	type BlockLength = RuntimeBlockLength;
	type BlockWeights = RuntimeBlockWeights;
	type DbWeight = ParityDbWeight;
	type ExtensionsWeightInfo = frame_system::SubstrateExtensionsWeight<Runtime>;
	type Hash = Hash;
	type Lookup = AccountIdLookup<AccountId, ()>;
	type MaxConsumers = frame_support::traits::ConstU32<64>;
	type Nonce = Nonce;
	type PalletInfo = PalletInfo;
	type RuntimeCall = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type RuntimeOrigin = RuntimeOrigin;
	type RuntimeTask = RuntimeTask;
	type SS58Prefix = SS58Prefix;
	type SystemWeightInfo = frame_system::weights::SubstrateWeight<Runtime>;
	type Version = Version;
}
