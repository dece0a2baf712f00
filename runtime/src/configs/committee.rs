use frame_support::{
	instances::Instance1,
	parameter_types,
	traits::{ConstU32, EitherOfDiverse},
	weights::Weight,
};
use frame_system::EnsureRoot;
use pallet_collective::{EnsureProportionAtLeast, PrimeDefaultVote};
use sp_runtime::Perbill;

use super::system::RuntimeBlockWeights;
use crate::{AccountId, DAYS, Runtime, RuntimeCall, RuntimeEvent, RuntimeOrigin};

/// The instance of the collective that is the technical committee.
pub type CommitteeInstance = Instance1;

parameter_types! {
	/// A motion never fills more than half a block.
	pub MaxProposalWeight: Weight = Perbill::from_percent(50) * RuntimeBlockWeights::get().max_block;
}

impl pallet_collective::Config<CommitteeInstance> for Runtime {
	type Consideration = ();
	// An abstention is the prime member's vote, or a no.
	type DefaultVote = PrimeDefaultVote;
	type DisapproveOrigin = EnsureRoot<AccountId>;
	type KillOrigin = EnsureRoot<AccountId>;
	type MaxMembers = ConstU32<32>;
	type MaxProposalWeight = MaxProposalWeight;
	type MaxProposals = ConstU32<32>;
	type MotionDuration = ConstU32<{ 3 * DAYS }>;
	type Proposal = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type RuntimeOrigin = RuntimeOrigin;
	type SetMembersOrigin =
		EitherOfDiverse<EnsureRoot<AccountId>, EnsureProportionAtLeast<AccountId, CommitteeInstance, 3, 4>>;
	type WeightInfo = pallet_collective::weights::SubstrateWeight<Runtime>;
}
