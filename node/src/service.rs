//! Puts the node together.

use std::{sync::Arc, time::Duration};

use bpiiot_pow::{EquiXAlgorithm, Metrics, Observer, PowImport, PowQueue, miner};
use bpiiot_runtime::{OpaqueBlock as Block, apis::RuntimeApi};
use codec::Encode;
use futures::FutureExt;
use sc_client_api::Backend;
use sc_consensus::LongestChain;
use sc_consensus_grandpa::{FinalityProofProvider, GrandpaBlockImport, LinkHalf, SharedVoterState, VotingRulesBuilder};
use sc_consensus_grandpa_rpc::Grandpa;
use sc_executor::WasmExecutor;
use sc_network::NetworkBackend;
use sc_service::{Configuration, TFullBackend, TFullClient, TaskManager, WarpSyncConfig, error::Error as ServiceError};
use sc_telemetry::{Telemetry, TelemetryWorker};
use sc_transaction_pool::TransactionPoolHandle;
use sc_transaction_pool_api::{OffchainTransactionPoolFactory, TransactionPool};
use sp_blockchain::HeaderBackend;
use sp_inherents::CreateInherentDataProviders;
use sp_runtime::traits::{Block as BlockT, Hash as _, HashingFor};
use sp_timestamp::InherentDataProvider as Timestamp;

use crate::{
	cli::MiningParams,
	mining_rpc,
	pow_rpc::{self, Pow},
	rpc,
};

pub(crate) type Executor = WasmExecutor<sp_io::SubstrateHostFunctions>;
/// The chain on this machine.
pub type FullClient = TFullClient<Block, RuntimeApi, Executor>;
/// The database of this machine's chain.
pub type FullBackend = TFullBackend<Block>;
type SelectChain = LongestChain<FullBackend, Block>;

/// A voter makes a justification at least every so many blocks (about three minutes), and the node keeps it: a client or a
/// syncing peer can then prove finality that far behind the finalized block.
const JUSTIFICATION_PERIOD: u32 = 32;

/// How long a vote may take to cross the network; a round takes at least twice as long.
const GOSSIP_DURATION: Duration = Duration::from_millis(333);

/// The parts of a node that need no network.
pub type Partial = sc_service::PartialComponents<
	FullClient,
	FullBackend,
	SelectChain,
	PowQueue<Block>,
	TransactionPoolHandle<Block, FullClient>,
	(Import, Metrics, Finality, Option<Telemetry>),
>;
/// Imports what the proof-of-work checks let through, and takes in finality.
type FinalityImport = GrandpaBlockImport<FullBackend, Block, FullClient, SelectChain>;
/// The import pipeline; own and foreign blocks go through clones of the same.
pub type Import = PowImport<Block, FullBackend, FinalityImport, FullClient, EquiXAlgorithm, Inherents>;
/// What ties the voter to the import.
pub type Finality = LinkHalf<Block, FullClient, SelectChain>;

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
	new_partial_with(config, sc_service::new_wasm_executor(&config.executor))
}

/// [`new_partial`] with an executor that may have compiled the runtime already.
pub(crate) fn new_partial_with(config: &Configuration, executor: Executor) -> Result<Partial, ServiceError> {
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

	// The best block is the one with the most work (see `PowImport`); the select chain reads it from the database.
	let select_chain = LongestChain::new(backend.clone());
	let (finality_import, finality) = sc_consensus_grandpa::block_import(
		client.clone(),
		JUSTIFICATION_PERIOD,
		&client,
		select_chain.clone(),
		telemetry.as_ref().map(Telemetry::handle),
	)?;

	let metrics = Metrics::new(config.prometheus_registry())?;
	let import = PowImport::new(
		finality_import.clone(),
		client.clone(),
		backend.clone(),
		EquiXAlgorithm,
		Inherents,
		metrics.clone(),
	);
	let import_queue = import.queue(
		Some(Box::new(finality_import)),
		&task_manager.spawn_essential_handle(),
		config.prometheus_registry(),
	);

	Ok(sc_service::PartialComponents {
		client,
		backend,
		task_manager,
		keystore_container,
		select_chain,
		import_queue,
		transaction_pool,
		other: (import, metrics, finality, telemetry),
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
	let mining_rpc = mining_rpc::Listener::open(&mining).await.map_err(ServiceError::Other)?;
	let sc_service::PartialComponents {
		client,
		backend,
		mut task_manager,
		import_queue,
		keystore_container,
		transaction_pool,
		select_chain: _,
		other: (import, metrics, finality, mut telemetry),
	} = new_partial(&config)?;

	let mut net_config = sc_network::config::FullNetworkConfiguration::<Block, <Block as BlockT>::Hash, N>::new(
		&config.network,
		config.prometheus_registry().cloned(),
	);
	let network_metrics = N::register_notification_metrics(config.prometheus_registry());
	let grandpa_protocol =
		sc_consensus_grandpa::protocol_standard_name(&client.info().genesis_hash, &config.chain_spec);
	let (grandpa_config, grandpa_notifications) = sc_consensus_grandpa::grandpa_peers_set_config::<_, N>(
		grandpa_protocol.clone(),
		network_metrics.clone(),
		net_config.peer_store_handle(),
	);
	net_config.add_notification_protocol(grandpa_config);
	let warp_proofs = sc_consensus_grandpa::warp_proof::NetworkProvider::new(
		backend.clone(),
		finality.shared_authority_set().clone(),
		Vec::new(),
	);
	let announcements = import.announce_validator();
	let (network, system_rpc_tx, tx_handler_controller, sync_service, _) =
		sc_service::build_network(sc_service::BuildNetworkParams {
			config: &config,
			net_config,
			client: client.clone(),
			transaction_pool: transaction_pool.clone(),
			spawn_handle: task_manager.spawn_handle(),
			spawn_essential_handle: task_manager.spawn_essential_handle(),
			import_queue,
			block_announce_validator_builder: Some(Box::new(move |_| Box::new(announcements))),
			// Proofs are served; this node itself syncs from the first block on (see `preflight::check_sync`).
			warp_sync_config: Some(WarpSyncConfig::WithProvider(Arc::new(warp_proofs))),
			block_relay: None,
			metrics: network_metrics,
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
	let observer = Arc::new(Observer::new(client.clone(), metrics.clone(), pow_rpc::block_time(client.clone())));
	task_manager.spawn_handle().spawn("pow-observer", None, observer.clone().run());
	let shared_voter_state = SharedVoterState::empty();
	let rpc_builder = {
		let (client, pool) = (client.clone(), transaction_pool.clone());
		let authority_set = finality.shared_authority_set().clone();
		let justifications = finality.justification_stream();
		let voter_state = shared_voter_state.clone();
		let proofs = FinalityProofProvider::new_for_service(backend.clone(), Some(authority_set.clone()));
		let observer = observer.clone();
		Box::new(move |executor| {
			let finality = Grandpa::new(
				executor,
				authority_set.clone(),
				voter_state.clone(),
				justifications.clone(),
				proofs.clone(),
			);
			let pow = Pow::new(observer.clone());
			rpc::create(client.clone(), pool.clone(), finality, pow).map_err(Into::into)
		})
	};
	let voter = sc_consensus_grandpa::GrandpaParams {
		config: sc_consensus_grandpa::Config {
			gossip_duration: GOSSIP_DURATION,
			justification_generation_period: JUSTIFICATION_PERIOD,
			name: Some(config.network.node_name.clone()),
			// Followers take in votes and commits as well; they have no ear for each other, only for verification nodes.
			observer_enabled: false,
			// Only a verification node votes; every other follows what they finalize.
			keystore: config.role.is_authority().then(|| keystore_container.keystore()),
			local_role: config.role,
			telemetry: telemetry.as_ref().map(Telemetry::handle),
			protocol_name: grandpa_protocol,
		},
		link: finality,
		network: network.clone(),
		sync: sync_service.clone(),
		notification_service: grandpa_notifications,
		// Votes stay two blocks behind the best, and at three quarters of what is not final: miners' short forks then
		// seldom end below a vote.
		voting_rule: VotingRulesBuilder::default().build(),
		prometheus_registry: prometheus.clone(),
		shared_voter_state,
		telemetry: telemetry.as_ref().map(Telemetry::handle),
		offchain_tx_pool_factory: OffchainTransactionPoolFactory::new(transaction_pool.clone()),
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
			transaction_pool.clone(),
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
			transactions: Box::new(move || transaction_pool.status().ready),
			sync: sync_service,
			inherents: Inherents,
			algorithm: EquiXAlgorithm,
			keystore,
			author,
			threads: mining.mining_threads.unwrap_or_else(|| miner::default_threads().get()),
			metrics,
		};
		let (handle, service) = miner.start();
		task_manager.spawn_essential_handle().spawn("miner", Some("block-authoring"), service);
		if let Some(listener) = mining_rpc {
			task_manager.spawn_essential_handle().spawn("mining-rpc", Some("block-authoring"), listener.serve(handle));
		}
	}
	task_manager.spawn_essential_handle().spawn_blocking(
		"grandpa-voter",
		None,
		sc_consensus_grandpa::run_grandpa_voter(voter)?,
	);
	Ok(task_manager)
}
