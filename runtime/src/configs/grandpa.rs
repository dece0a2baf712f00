use frame_support::{
	parameter_types,
	traits::{ConstU32, ConstU64},
	weights::Weight,
};
use frame_system::offchain::{CreateAuthorizedTransaction, CreateBare, CreateTransaction, CreateTransactionBase};
use pallet_verifiers::{WeightInfo, weights::SubstrateWeight};
use sp_consensus_grandpa::EquivocationProof;
use sp_runtime::{DispatchError, generic::Era, transaction_validity::TransactionValidityError};
use sp_session::MembershipProof;
use sp_staking::offence::OffenceReportSystem;

use super::verifiers::{MAX_SESSION_LENGTH, MAX_VERIFIERS, UNBONDING_SESSIONS};
use crate::{
	AccountId, BlockNumber, Hash, Historical, Offences, Runtime, RuntimeCall, RuntimeEvent, TxExtension,
	UncheckedExtrinsic, Verifiers,
};

parameter_types! {
	/// As long as a verifier can be punished, in blocks.
	pub const ReportLongevity: u64 = UNBONDING_SESSIONS as u64 * MAX_SESSION_LENGTH as u64;
}

/// Two votes of one key in one round, and the proof of whose key it was.
type Evidence = (EquivocationProof<Hash, BlockNumber>, MembershipProof);

/// The SDK's judge of such evidence.
type Judge = pallet_grandpa::EquivocationReportSystem<Runtime, Offences, Historical, ReportLongevity>;

/// Judges evidence as the SDK does, and publishes it by a call that other nodes pass on.
///
/// The SDK's own call stays within the node that has found the evidence and waits for it to author a block. Here those who
/// find it are verification nodes, which need not mine.
pub struct EquivocationReports;

impl OffenceReportSystem<Option<AccountId>, Evidence> for EquivocationReports {
	type Longevity = ReportLongevity;

	fn publish_evidence((equivocation, key_owner): Evidence) -> Result<(), ()> {
		Verifiers::submit_report(equivocation, key_owner)
	}

	fn check_evidence(evidence: Evidence) -> Result<(), TransactionValidityError> {
		Judge::check_evidence(evidence)
	}

	fn process_evidence(reporter: Option<AccountId>, evidence: Evidence) -> Result<(), DispatchError> {
		Judge::process_evidence(reporter, evidence)
	}
}

/// The weights of GRANDPA's calls, measured with the verifiers' pallet.
pub struct GrandpaWeights;

impl pallet_grandpa::WeightInfo for GrandpaWeights {
	/// As with the most voters there can be: the number is what the proof claims, found out only when the work is done.
	fn report_equivocation(_voters: u32, _nominators: u32) -> Weight {
		SubstrateWeight::<Runtime>::report_equivocation(MAX_VERIFIERS)
	}

	fn note_stalled() -> Weight {
		SubstrateWeight::<Runtime>::note_stalled()
	}
}

impl pallet_grandpa::Config for Runtime {
	type EquivocationReportSystem = EquivocationReports;
	type KeyOwnerProof = MembershipProof;
	type MaxAuthorities = ConstU32<MAX_VERIFIERS>;
	type MaxNominators = ConstU32<0>;
	// A set lasts a session or longer, so these are the sets whose members can be punished, this one, and the one before all
	// of them, which says where the first of them began.
	type MaxSetIdSessionEntries = ConstU64<{ UNBONDING_SESSIONS as u64 + 2 }>;
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = GrandpaWeights;
}

impl pallet_offences::Config for Runtime {
	type IdentificationTuple = pallet_session::historical::IdentificationTuple<Runtime>;
	type OnOffenceHandler = Verifiers;
	type RuntimeEvent = RuntimeEvent;
}

impl<LocalCall> CreateTransactionBase<LocalCall> for Runtime
where
	RuntimeCall: From<LocalCall>,
{
	type Extrinsic = UncheckedExtrinsic;
	type RuntimeCall = RuntimeCall;
}

impl<LocalCall> CreateBare<LocalCall> for Runtime
where
	RuntimeCall: From<LocalCall>,
{
	fn create_bare(call: RuntimeCall) -> UncheckedExtrinsic {
		UncheckedExtrinsic::new_bare(call)
	}
}

impl<LocalCall> CreateTransaction<LocalCall> for Runtime
where
	RuntimeCall: From<LocalCall>,
{
	type Extension = TxExtension;

	fn create_transaction(call: RuntimeCall, extension: TxExtension) -> UncheckedExtrinsic {
		UncheckedExtrinsic::new_transaction(call, extension)
	}
}

impl<LocalCall> CreateAuthorizedTransaction<LocalCall> for Runtime
where
	RuntimeCall: From<LocalCall>,
{
	fn create_extension() -> TxExtension {
		(
			frame_system::AuthorizeCall::new(),
			frame_system::CheckNonZeroSender::new(),
			frame_system::CheckSpecVersion::new(),
			frame_system::CheckTxVersion::new(),
			frame_system::CheckGenesis::new(),
			frame_system::CheckEra::from(Era::Immortal),
			frame_system::CheckNonce::from(0),
			frame_system::CheckWeight::new(),
			pallet_device_registry::admission::CheckAdmitted::new(),
			pallet_transaction_payment::ChargeTransactionPayment::from(0),
			frame_metadata_hash_extension::CheckMetadataHash::new(false),
			frame_system::WeightReclaim::new(),
		)
	}
}
