//! Puts the node together.

use std::sync::Arc;

use bpiiot_pow::{EquiXAlgorithm, Metrics, PowImport, PowVerifier, miner};
use bpiiot_runtime::{OpaqueBlock as Block, apis::RuntimeApi};
use codec::Encode;
use futures::FutureExt;
use sc_client_api::Backend;
use sc_consensus::{BasicQueue, LongestChain};
use sc_executor::WasmExecutor;
use sc_network::NetworkBackend;
use sc_service::{Configuration, TFullBackend, TFullClient, TaskManager, error::Error as ServiceError};
use sc_telemetry::{Telemetry, TelemetryWorker};
use sc_transaction_pool::TransactionPoolHandle;
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_blockchain::HeaderBackend;
use sp_inherents::CreateInherentDataProviders;
use sp_runtime::traits::{Block as BlockT, Hash as _, HashingFor};
use sp_timestamp::InherentDataProvider as Timestamp;

use crate::{cli::MiningParams, rpc};

type Executor = WasmExecutor<sp_io::SubstrateHostFunctions>;
/// The chain on this machine.
pub type FullClient = TFullClient<Block, RuntimeApi, Executor>;
type FullBackend = TFullBackend<Block>;

/// The parts of a node that need no network.
pub type Partial = sc_service::PartialComponents<
	FullClient,
	FullBackend,
	LongestChain<FullBackend, Block>,
	BasicQueue<Block>,
	TransactionPoolHandle<Block, FullClient>,
	(Import, Metrics, Option<Telemetry>),
>;
/// The import pipeline; own and foreign blocks go through clones of the same.
pub type Import = PowImport<Arc<FullClient>, FullClient, EquiXAlgorithm, Inherents>;

/// What a block carries beside its transactions: the time.
pub struct Inherents;

#[async_trait::async_trait]
impl CreateInherentDataProviders<Block, ()> for Inherents {
	type InherentDataProviders = Timestamp;

	async fn create_inherent_data_providers(
		&self,
		_: <Block as BlockT>::Hash,
		(): (),
	) -> Result<Self::InherentDataProviders, Box<dyn std::error::Error + Send + Sync>> {
		Ok(Timestamp::from_system_time())
	}
}

/// Builds the parts of a node that need no network.
pub fn new_partial(config: &Configuration) -> Result<Partial, ServiceError> {
	let telemetry = config
		.telemetry_endpoints
		.clone()
		.filter(|endpoints| !endpoints.is_empty())
		.map(|endpoints| -> Result<_, sc_telemetry::Error> {
			let worker = TelemetryWorker::new(16)?;
			let telemetry = worker.handle().new_telemetry(endpoints);
			Ok((worker, telemetry))
		})
		.transpose()?;

	let executor = sc_service::new_wasm_executor(&config.executor);
	let (client, backend, keystore_container, task_manager) = sc_service::new_full_parts::<Block, RuntimeApi, _>(
		config,
		telemetry.as_ref().map(|(_, telemetry)| telemetry.handle()),
		executor.clone(),
		Vec::new(),
	)?;
	check_genesis(config, &client, &executor)?;
	let client = Arc::new(client);
	let telemetry = telemetry.map(|(worker, telemetry)| {
		task_manager.spawn_handle().spawn("telemetry", None, worker.run());
		telemetry
	});

	let transaction_pool = Arc::from(
		sc_transaction_pool::Builder::new(
			task_manager.spawn_essential_handle(),
			client.clone(),
			config.role.is_authority().into(),
		)
		.with_options(config.transaction_pool.clone())
		.with_prometheus(config.prometheus_registry())
		.build(),
	);

	let metrics = Metrics::new(config.prometheus_registry())?;
	let import = PowImport::new(client.clone(), client.clone(), EquiXAlgorithm, Inherents, metrics.clone());
	let import_queue = BasicQueue::new(
		PowVerifier::new(EquiXAlgorithm, metrics.clone()),
		Box::new(import.clone()),
		None,
		&task_manager.spawn_essential_handle(),
		config.prometheus_registry(),
	);

	Ok(sc_service::PartialComponents {
		select_chain: LongestChain::new(backend.clone()),
		client,
		backend,
		task_manager,
		keystore_container,
		import_queue,
		transaction_pool,
		other: (import, metrics, telemetry),
	})
}

/// Refuses a database that was made from another genesis than the chain spec's.
///
/// Without it the node would go on with the old chain and never find a peer.
fn check_genesis(config: &Configuration, client: &FullClient, executor: &Executor) -> Result<(), ServiceError> {
	let storage = config.chain_spec.as_storage_builder().build_storage().map_err(ServiceError::Other)?;
	let version = sc_chain_spec::resolve_state_version_from_wasm::<_, HashingFor<Block>>(&storage, executor)?;
	let child_roots = storage.children_default.values().map(|child| {
		let root = HashingFor::<Block>::trie_root(child.data.clone().into_iter().collect(), version);
		(child.child_info.prefixed_storage_key().into_inner(), root.encode())
	});
	let state_root =
		HashingFor::<Block>::trie_root(storage.top.clone().into_iter().chain(child_roots).collect(), version);
	let expected = sc_chain_spec::construct_genesis_block::<Block>(state_root, version).hash();
	let found = client.info().genesis_hash;
	if expected == found {
		return Ok(());
	}
	Err(ServiceError::Other(format!(
		"the database at {} holds another chain (genesis {found:?}, the chain spec says {expected:?}): choose another \
		 --base-path, or remove it with `purge-chain`",
		config.database.path().map(|path| path.display().to_string()).unwrap_or_default(),
	)))
}

/// Builds and starts a node.
pub async fn new_full<N: NetworkBackend<Block, <Block as BlockT>::Hash>>(
	config: Configuration,
	mining: MiningParams,
) -> Result<TaskManager, ServiceError> {
	let sc_service::PartialComponents {
		client,
		backend,
		mut task_manager,
		import_queue,
		keystore_container,
		transaction_pool,
		other: (import, metrics, mut telemetry),
		..
	} = new_partial(&config)?;

	let net_config = sc_network::config::FullNetworkConfiguration::<Block, <Block as BlockT>::Hash, N>::new(
		&config.network,
		config.prometheus_registry().cloned(),
	);
	let (network, system_rpc_tx, tx_handler_controller, sync_service, _) =
		sc_service::build_network(sc_service::BuildNetworkParams {
			config: &config,
			net_config,
			client: client.clone(),
			transaction_pool: transaction_pool.clone(),
			spawn_handle: task_manager.spawn_handle(),
			spawn_essential_handle: task_manager.spawn_essential_handle(),
			import_queue,
			block_announce_validator_builder: None,
			warp_sync_config: None,
			block_relay: None,
			metrics: N::register_notification_metrics(config.prometheus_registry()),
			gap_sync_body_policy: None,
		})?;

	if config.offchain_worker.enabled {
		let workers = sc_offchain::OffchainWorkers::new(sc_offchain::OffchainWorkerOptions {
			runtime_api_provider: client.clone(),
			is_validator: config.role.is_authority(),
			keystore: Some(keystore_container.keystore()),
			offchain_db: backend.offchain_storage(),
			transaction_pool: Some(OffchainTransactionPoolFactory::new(transaction_pool.clone())),
			network_provider: Arc::new(network.clone()),
			enable_http_requests: true,
			custom_extensions: |_| Vec::new(),
		})?;
		task_manager.spawn_handle().spawn(
			"offchain-workers-runner",
			"offchain-worker",
			workers.run(client.clone(), task_manager.spawn_handle()).boxed(),
		);
	}

	let prometheus = config.prometheus_registry().cloned();
	let rpc_builder = {
		let (client, pool) = (client.clone(), transaction_pool.clone());
		Box::new(move |_| rpc::create(client.clone(), pool.clone()).map_err(Into::into))
	};
	sc_service::spawn_tasks(sc_service::SpawnTasksParams {
		network,
		client: client.clone(),
		keystore: keystore_container.keystore(),
		task_manager: &mut task_manager,
		transaction_pool: transaction_pool.clone(),
		rpc_builder,
		backend,
		system_rpc_tx,
		tx_handler_controller,
		sync_service: sync_service.clone(),
		config,
		telemetry: telemetry.as_mut(),
		tracing_execute_block: None,
	})?;

	if mining.mine {
		let environment = sc_basic_authorship::ProposerFactory::new(
			task_manager.spawn_handle(),
			client.clone(),
			transaction_pool,
			prometheus.as_ref(),
			telemetry.as_ref().map(Telemetry::handle),
		);
		let keystore = keystore_container.keystore();
		let author =
			miner::author(&keystore, mining.reward_account).map_err(|error| ServiceError::Other(error.to_string()))?;
		let miner = miner::Miner {
			client,
			import: Box::new(import),
			environment,
			sync: sync_service,
			inherents: Inherents,
			algorithm: EquiXAlgorithm,
			keystore,
			author,
			threads: mining.mining_threads.unwrap_or_else(miner::default_threads),
			metrics,
		};
		task_manager.spawn_essential_handle().spawn("miner", Some("block-authoring"), miner.run());
	}
	Ok(task_manager)
}
