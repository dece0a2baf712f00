//! What a node asks of the runtime.

use alloc::vec::Vec;

use bpiiot_primitives::{
	AgreementId, Counter, DeviceId, PartNumber, PlanId, RecordId, RelationshipId, RequestId, Role, TemplateId,
	TriggerSeq,
	device::Registry,
	identity::{IdentityId, PublicKey, SharedIdentity},
	incentives::Query,
	sharing::{
		Answer, Mailbox, Mode, Notice, Party, Permission, Proposal, Record, Relationship, Scope,
		receipts::{BatchSummary, ReceiptLog},
	},
};
use codec::Encode;
use frame_support::{
	genesis_builder_helper::{build_state, get_preset},
	traits::KeyOwnerProofSystem,
	view_functions::{ViewFunctionDispatchError, ViewFunctionId},
	weights::Weight,
};
use pallet_transaction_payment_rpc_runtime_api::{FeeDetails, RuntimeDispatchInfo};
use sp_api::impl_runtime_apis;
use sp_consensus_grandpa::{AuthorityId, AuthorityList, EquivocationProof, KEY_TYPE, OpaqueKeyOwnershipProof, SetId};
use sp_core::{OpaqueMetadata, U256, crypto::KeyTypeId};
use sp_inherents::{CheckInherentsResult, InherentData};
use sp_runtime::{
	ApplyExtrinsicResult, ExtrinsicInclusionMode,
	traits::{Block as BlockT, NumberFor},
	transaction_validity::{TransactionSource, TransactionValidity},
};
use sp_session::OpaqueGeneratedSessionKeys;
use sp_version::RuntimeVersion;

use crate::{
	AccountId, Balance, Block, BlockNumber, DataSharing, DeviceRegistry, Difficulty, Executive, Grandpa, Historical,
	InherentDataExt, Maintenance, Moment, Nonce, Runtime, RuntimeCall, RuntimeGenesisConfig, SessionKeys, System,
	TransactionPayment, VERSION, genesis,
};

impl_runtime_apis! {
	impl sp_api::Core<Block> for Runtime {
		fn version() -> RuntimeVersion {
			VERSION
		}

		fn execute_block(block: <Block as BlockT>::LazyBlock) {
			Executive::execute_block(block)
		}

		fn initialize_block(header: &<Block as BlockT>::Header) -> ExtrinsicInclusionMode {
			Executive::initialize_block(header)
		}
	}

	impl sp_api::Metadata<Block> for Runtime {
		fn metadata() -> OpaqueMetadata {
			OpaqueMetadata::new(Runtime::metadata().into())
		}

		fn metadata_at_version(version: u32) -> Option<OpaqueMetadata> {
			Runtime::metadata_at_version(version)
		}

		fn metadata_versions() -> Vec<u32> {
			Runtime::metadata_versions()
		}
	}

	impl frame_support::view_functions::runtime_api::RuntimeViewFunction<Block> for Runtime {
		fn execute_view_function(id: ViewFunctionId, input: Vec<u8>) -> Result<Vec<u8>, ViewFunctionDispatchError> {
			Runtime::execute_view_function(id, input)
		}
	}

	impl sp_block_builder::BlockBuilder<Block> for Runtime {
		fn apply_extrinsic(extrinsic: <Block as BlockT>::Extrinsic) -> ApplyExtrinsicResult {
			Executive::apply_extrinsic(extrinsic)
		}

		fn finalize_block() -> <Block as BlockT>::Header {
			Executive::finalize_block()
		}

		fn inherent_extrinsics(data: InherentData) -> Vec<<Block as BlockT>::Extrinsic> {
			data.create_extrinsics()
		}

		fn check_inherents(block: <Block as BlockT>::LazyBlock, data: InherentData) -> CheckInherentsResult {
			data.check_extrinsics(&block)
		}
	}

	impl sp_transaction_pool::runtime_api::TaggedTransactionQueue<Block> for Runtime {
		fn validate_transaction(
			source: TransactionSource,
			tx: <Block as BlockT>::Extrinsic,
			block_hash: <Block as BlockT>::Hash,
		) -> TransactionValidity {
			Executive::validate_transaction(source, tx, block_hash)
		}
	}

	impl sp_offchain::OffchainWorkerApi<Block> for Runtime {
		fn offchain_worker(header: &<Block as BlockT>::Header) {
			Executive::offchain_worker(header)
		}
	}

	impl sp_session::SessionKeys<Block> for Runtime {
		fn generate_session_keys(owner: Vec<u8>, seed: Option<Vec<u8>>) -> OpaqueGeneratedSessionKeys {
			SessionKeys::generate(&owner, seed).into()
		}

		fn decode_session_keys(encoded: Vec<u8>) -> Option<Vec<(Vec<u8>, KeyTypeId)>> {
			SessionKeys::decode_into_raw_public_keys(&encoded)
		}
	}

	impl sp_consensus_grandpa::GrandpaApi<Block> for Runtime {
		fn grandpa_authorities() -> AuthorityList {
			Grandpa::grandpa_authorities()
		}

		fn current_set_id() -> SetId {
			Grandpa::current_set_id()
		}

		fn submit_report_equivocation_unsigned_extrinsic(
			equivocation_proof: EquivocationProof<<Block as BlockT>::Hash, NumberFor<Block>>,
			key_owner_proof: OpaqueKeyOwnershipProof,
		) -> Option<()> {
			let key_owner_proof = key_owner_proof.decode()?;
			Grandpa::submit_unsigned_equivocation_report(equivocation_proof, key_owner_proof)
		}

		fn generate_key_ownership_proof(_set_id: SetId, authority_id: AuthorityId) -> Option<OpaqueKeyOwnershipProof> {
			Historical::prove((KEY_TYPE, authority_id)).map(|proof| OpaqueKeyOwnershipProof::new(proof.encode()))
		}
	}

	impl sp_consensus_pow::DifficultyApi<Block, U256> for Runtime {
		fn difficulty() -> U256 {
			Difficulty::difficulty()
		}
	}

	impl frame_system_rpc_runtime_api::AccountNonceApi<Block, AccountId, Nonce> for Runtime {
		fn account_nonce(account: AccountId) -> Nonce {
			System::account_nonce(account)
		}
	}

	impl pallet_transaction_payment_rpc_runtime_api::TransactionPaymentApi<Block, Balance> for Runtime {
		fn query_info(uxt: <Block as BlockT>::Extrinsic, len: u32) -> RuntimeDispatchInfo<Balance> {
			TransactionPayment::query_info(uxt, len)
		}

		fn query_fee_details(uxt: <Block as BlockT>::Extrinsic, len: u32) -> FeeDetails<Balance> {
			TransactionPayment::query_fee_details(uxt, len)
		}

		fn query_weight_to_fee(weight: Weight) -> Balance {
			TransactionPayment::weight_to_fee(weight)
		}

		fn query_length_to_fee(length: u32) -> Balance {
			TransactionPayment::length_to_fee(length)
		}
	}

	impl pallet_transaction_payment_rpc_runtime_api::TransactionPaymentCallApi<Block, Balance, RuntimeCall> for Runtime {
		fn query_call_info(call: RuntimeCall, len: u32) -> RuntimeDispatchInfo<Balance> {
			TransactionPayment::query_call_info(call, len)
		}

		fn query_call_fee_details(call: RuntimeCall, len: u32) -> FeeDetails<Balance> {
			TransactionPayment::query_call_fee_details(call, len)
		}

		fn query_weight_to_fee(weight: Weight) -> Balance {
			TransactionPayment::weight_to_fee(weight)
		}

		fn query_length_to_fee(length: u32) -> Balance {
			TransactionPayment::length_to_fee(length)
		}
	}

	impl bpiiot_primitives::identity::RegistryApi<Block> for Runtime {
		fn role(who: AccountId) -> Option<Role> {
			<DeviceRegistry as Registry<_>>::role(&who)
		}

		fn is_admitted(who: AccountId) -> bool {
			<DeviceRegistry as Registry<_>>::is_admitted(&who)
		}

		fn device_of(who: AccountId) -> Option<DeviceId> {
			<DeviceRegistry as Registry<_>>::device_of(&who)
		}

		fn owner_of(device: DeviceId) -> Option<AccountId> {
			<DeviceRegistry as Registry<_>>::owner_of(device)
		}

		fn operator_of(device: DeviceId) -> Option<AccountId> {
			<DeviceRegistry as Registry<_>>::operator_of(device)
		}

		fn resolve(handle: Vec<u8>) -> Option<(IdentityId, AccountId)> {
			DeviceRegistry::identity_by_handle(handle).map(|(id, identity)| (id, identity.account))
		}

		fn account_at(identity: IdentityId, block: BlockNumber) -> Option<AccountId> {
			DeviceRegistry::account_at(identity, block)
		}

		fn shared_identity(who: AccountId, block: Option<BlockNumber>) -> Option<SharedIdentity<AccountId>> {
			match block {
				Some(block) => DeviceRegistry::shared_identity_at(who, block),
				None => DeviceRegistry::shared_identity(who),
			}
		}

		fn key_valid_at(who: AccountId, key: PublicKey, block: BlockNumber) -> bool {
			DeviceRegistry::key_valid_at(who, key, block)
		}
	}

	impl bpiiot_primitives::sharing::SharingApi<Block> for Runtime {
		fn may(
			viewer: AccountId,
			record: RecordId,
			mode: Mode,
			query: Option<Query>,
			at: BlockNumber,
		) -> Answer {
			DataSharing::may(viewer, record, mode, query, at)
		}

		fn review(viewer: AccountId, record: RecordId, query: Option<Query>) -> Answer {
			DataSharing::review(viewer, record, query)
		}

		fn relationship(relationship: RelationshipId) -> Option<Relationship<AccountId, BlockNumber>> {
			DataSharing::relationship(relationship)
		}

		fn relationship_between(subject: Party<AccountId>, partner: AccountId) -> Option<RelationshipId> {
			DataSharing::relationship_between(subject, partner)
		}

		fn history(relationship: RelationshipId) -> Vec<RelationshipId> {
			DataSharing::history(relationship)
		}

		fn relationships_of(
			party: Party<AccountId>,
			after: Option<RelationshipId>,
			limit: u32,
		) -> Vec<RelationshipId> {
			DataSharing::relationships_of(party, after, limit)
		}

		fn record(record: RecordId) -> Option<Record<AccountId, BlockNumber>> {
			DataSharing::record(record)
		}

		fn proposal(record: RecordId) -> Option<Proposal<AccountId, BlockNumber>> {
			DataSharing::proposal(record)
		}

		fn records_of(relationship: RelationshipId, after: Option<RecordId>, limit: u32) -> Vec<RecordId> {
			DataSharing::records_of(relationship, after, limit)
		}

		fn permission(
			source: RelationshipId,
			via: RelationshipId,
			scope: Scope,
		) -> Option<Permission<AccountId, BlockNumber>> {
			DataSharing::permission(source, via, scope)
		}

		fn permissions_on(
			source: RelationshipId,
			after: Option<(RelationshipId, Scope)>,
			limit: u32,
		) -> Vec<((RelationshipId, Scope), Permission<AccountId, BlockNumber>)> {
			DataSharing::permissions_on(source, after, limit)
		}

		fn permissions_through(
			via: RelationshipId,
			after: Option<(RelationshipId, Scope)>,
			limit: u32,
		) -> Vec<(RelationshipId, Scope)> {
			DataSharing::permissions_through(via, after, limit)
		}

		fn receipts(relationship: RelationshipId) -> (ReceiptLog<BlockNumber>, Vec<BatchSummary<BlockNumber>>) {
			DataSharing::receipts(relationship)
		}

		fn inbox(
			party: Party<AccountId>,
			from: u64,
			limit: u32,
		) -> (Mailbox<BlockNumber>, Vec<(u64, Notice<BlockNumber>)>) {
			DataSharing::inbox(party, from, limit)
		}
	}

	impl pallet_maintenance::api::MaintenanceApi<Block, AccountId, BlockNumber> for Runtime {
		fn agreement(agreement: AgreementId) -> Option<pallet_maintenance::AgreementOf<Runtime>> {
			Maintenance::agreement(agreement)
		}

		fn agreements_of(device: DeviceId, after: Option<AgreementId>, limit: u32) -> Vec<AgreementId> {
			Maintenance::agreements_of(device, after, limit)
		}

		fn agreements_by(who: AccountId, after: Option<AgreementId>, limit: u32) -> Vec<AgreementId> {
			Maintenance::agreements_by(who, after, limit)
		}

		fn template(template: TemplateId) -> Option<pallet_maintenance::TemplateOf<Runtime>> {
			Maintenance::template(template)
		}

		fn templates_of(
			publisher: pallet_maintenance::Publisher<AccountId>,
			after: Option<TemplateId>,
			limit: u32,
		) -> Vec<TemplateId> {
			Maintenance::templates_of(publisher, after, limit)
		}

		fn plan(agreement: AgreementId) -> Vec<pallet_maintenance::PlanEntry<BlockNumber>> {
			Maintenance::plan(agreement)
		}

		fn due_in(block: BlockNumber, from: u32, limit: u32) -> Vec<(AgreementId, PlanId)> {
			Maintenance::due_in(block, from, limit)
		}

		fn request(request: RequestId) -> Option<pallet_maintenance::RequestOf<Runtime>> {
			Maintenance::request(request)
		}

		fn requests_of(
			agreement: AgreementId,
			from: u32,
			limit: u32,
		) -> Vec<(RequestId, pallet_maintenance::RequestOf<Runtime>)> {
			Maintenance::requests_of(agreement, from, limit)
		}

		fn work_of(who: AccountId, after: Option<RequestId>, limit: u32) -> Vec<RequestId> {
			Maintenance::work_of(who, after, limit)
		}

		fn evidence(request: RequestId) -> Vec<pallet_maintenance::Evidence<BlockNumber>> {
			Maintenance::evidence(request)
		}

		fn counters(agreement: AgreementId) -> (Vec<Counter>, Option<Moment>) {
			Maintenance::counters(agreement)
		}

		fn last_trigger(device: DeviceId) -> Option<TriggerSeq> {
			Maintenance::last_trigger(device)
		}

		fn part(provider: AccountId, part: PartNumber) -> Option<pallet_maintenance::ListedPart> {
			Maintenance::part(provider, part)
		}

		fn parts_of(
			provider: AccountId,
			after: Option<PartNumber>,
			limit: u32,
		) -> Vec<(PartNumber, pallet_maintenance::ListedPart)> {
			Maintenance::parts_of(provider, after, limit)
		}

		fn spares(owner: AccountId, provider: AccountId, part: PartNumber) -> u64 {
			Maintenance::spares(owner, provider, part)
		}

		fn spares_of(
			owner: AccountId,
			after: Option<pallet_maintenance::PartOf<AccountId>>,
			limit: u32,
		) -> Vec<(pallet_maintenance::PartOf<AccountId>, pallet_maintenance::Spares)> {
			Maintenance::spares_of(owner, after, limit)
		}

		fn history_of(device: DeviceId, from: u32, limit: u32) -> Vec<pallet_maintenance::RecordOf<Runtime>> {
			Maintenance::history_of(device, from, limit)
		}

		fn history_length(device: DeviceId) -> u32 {
			Maintenance::history_length(device)
		}

		fn rating(provider: AccountId) -> (pallet_maintenance::Rating, Option<u32>) {
			Maintenance::rating(provider)
		}

		fn deposits() -> pallet_maintenance::Deposits {
			Maintenance::deposits()
		}
	}

	#[cfg(feature = "runtime-benchmarks")]
	impl frame_benchmarking::Benchmark<Block> for Runtime {
		fn benchmark_metadata(
			extra: bool,
		) -> (Vec<frame_benchmarking::BenchmarkList>, Vec<frame_support::traits::StorageInfo>) {
			crate::benchmarks::list(extra)
		}

		fn dispatch_benchmark(
			config: frame_benchmarking::BenchmarkConfig,
		) -> Result<Vec<frame_benchmarking::BenchmarkBatch>, alloc::string::String> {
			crate::benchmarks::run(config)
		}
	}

	// A failed check is a panic, which is what callers of this API look for.
	#[cfg(feature = "try-runtime")]
	impl frame_try_runtime::TryRuntime<Block> for Runtime {
		fn on_runtime_upgrade(checks: frame_try_runtime::UpgradeCheckSelect) -> (Weight, Weight) {
			match Executive::try_runtime_upgrade(checks) {
				Ok(weight) => {
					let limits = crate::configs::RuntimeBlockWeights::get();
					(weight, limits.max_block)
				}
				Err(error) => panic!("the upgrade does not pass its checks: {error:?}"),
			}
		}

		fn execute_block(
			block: <Block as BlockT>::LazyBlock,
			state_root_check: bool,
			signature_check: bool,
			select: frame_try_runtime::TryStateSelect,
		) -> Weight {
			match Executive::try_execute_block(block, state_root_check, signature_check, select) {
				Ok(weight) => weight,
				Err(error) => panic!("the block does not pass its checks: {error:?}"),
			}
		}
	}

	impl sp_genesis_builder::GenesisBuilder<Block> for Runtime {
		fn build_state(config: Vec<u8>) -> sp_genesis_builder::Result {
			build_state::<RuntimeGenesisConfig>(config)
		}

		fn get_preset(id: &Option<sp_genesis_builder::PresetId>) -> Option<Vec<u8>> {
			get_preset::<RuntimeGenesisConfig>(id, genesis::preset)
		}

		fn preset_names() -> Vec<sp_genesis_builder::PresetId> {
			genesis::preset_names()
		}
	}
}
