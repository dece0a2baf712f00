//! The template service and the mining RPC over whole chains on real databases, without a network.

mod fuzz;
mod network;
mod service;

use std::{
	sync::atomic::{AtomicBool, AtomicUsize},
	time::Instant,
};

use bpiiot_pow::{
	Algorithm, EquiXAlgorithm, challenge, meets,
	miner::{
		self, Seat,
		wire::{StopCause, Template},
	},
	work,
};
use bpiiot_runtime::OpaqueBlock;
use jsonrpsee::Methods;
use sc_client_api::BlockBackend;
use sc_consensus::{BlockImport, BlockImportParams, ImportResult};
use sp_blockchain::HeaderBackend;
use sp_consensus::{BlockOrigin, SyncOracle};
use sp_runtime::traits::Block as _;
use tokio::{task::JoinHandle, time::timeout};

use super::*;
use crate::service::{Inherents, Partial};

/// How long anything may take. Nothing takes so long unless it never happens.
const PATIENCE: Duration = Duration::from_secs(60);

/// A sync that says what the test wants.
#[derive(Clone, Default)]
struct Sync(Arc<AtomicBool>);

impl SyncOracle for Sync {
	fn is_major_syncing(&self) -> bool {
		self.0.load(Ordering::SeqCst)
	}

	fn is_offline(&self) -> bool {
		false
	}
}

/// A node's parts with an empty database, and its template service without threads of its own.
pub(crate) struct Rig {
	pub(crate) parts: Partial,
	handle: MiningHandle,
	syncing: Sync,
	waiting: Arc<AtomicUsize>,
	service: JoinHandle<()>,
	_folder: tempfile::TempDir,
}

impl Drop for Rig {
	fn drop(&mut self) {
		self.service.abort();
	}
}

impl Rig {
	/// On a chain where a block takes `difficulty` solutions.
	pub(crate) fn new(difficulty: u64) -> Self {
		let folder = tempfile::tempdir().unwrap();
		let parts = crate::tests::partial(folder.path(), difficulty);
		let keystore = parts.keystore_container.keystore();
		let (syncing, waiting) = (Sync::default(), Arc::new(AtomicUsize::new(0)));
		let transactions = waiting.clone();
		let miner = miner::Miner {
			client: parts.client.clone(),
			import: Box::new(parts.other.0.clone()),
			environment: sc_basic_authorship::ProposerFactory::new(
				parts.task_manager.spawn_handle(),
				parts.client.clone(),
				parts.transaction_pool.clone(),
				None,
				None,
			),
			transactions: Box::new(move || transactions.load(Ordering::SeqCst)),
			sync: syncing.clone(),
			inherents: Inherents,
			algorithm: EquiXAlgorithm,
			author: miner::author(&keystore, None).unwrap(),
			keystore,
			threads: 0,
			metrics: parts.other.1.clone(),
		};
		let (handle, service) = miner.start();
		Self { parts, handle, syncing, waiting, service: tokio::spawn(service), _folder: folder }
	}

	/// Makes so many blocks, and says what they are.
	pub(crate) async fn mine(&self, count: usize) -> Vec<OpaqueBlock> {
		let mut seat = self.handle.join().unwrap();
		let mut blocks = Vec::new();
		while blocks.len() < count {
			let found = solve(&template(&mut seat).await, true);
			// The template may have been replaced on the way.
			if let Ok(block) = seat.submitter().submit(found).await {
				blocks.push(self.parts.client.block(block.hash).unwrap().unwrap().block);
			}
		}
		blocks
	}

	fn height(&self) -> u64 {
		self.parts.client.info().best_number.into()
	}

	fn methods(&self) -> Methods {
		Mining(self.handle.clone()).into_rpc().into()
	}

	/// The methods as a connection with the subscription of `seat` has them.
	fn methods_of(&self, seat: &Seat) -> (Methods, Arc<Peer>) {
		let peer = Arc::new(Peer::new(Instant::now()));
		*peer.submitter.lock() = Some(seat.submitter());
		let mut methods = self.methods();
		methods.extensions_mut().insert(peer.clone());
		(methods, peer)
	}
}

async fn next(seat: &mut Seat) -> Notice {
	timeout(PATIENCE, seat.next()).await.expect("there is no notice").expect("the service has ended")
}

/// The next template, whatever comes before it.
async fn template(seat: &mut Seat) -> Template {
	loop {
		if let Notice::Template(template) = next(seat).await {
			return *template;
		}
	}
}

/// A nonce of the template's range and its solution, whose work is enough for a block or is not.
fn solve(template: &Template, enough: bool) -> Found {
	let job = template.job().unwrap();
	let mut scratch = EquiXAlgorithm::scratch();
	for nonce in job.nonces {
		let challenge = challenge(&job.pre_hash, &job.signature, nonce);
		for solution in EquiXAlgorithm.solve(&challenge, &mut scratch) {
			if meets(work(&challenge, &solution), job.difficulty) == enough {
				return Found { id: job.id, nonce, solution };
			}
		}
	}
	unreachable!("the nonces do not end before a solution is found")
}

/// Imports a foreign block, which has a seal and thus needs no verifier.
pub(crate) async fn import(rig: &Rig, block: OpaqueBlock) {
	let (mut header, body) = block.deconstruct();
	let (item, _) = bpiiot_pow::take_seal::<OpaqueBlock>(&mut header).unwrap();
	let mut foreign = BlockImportParams::new(BlockOrigin::NetworkBroadcast, header);
	foreign.post_digests.push(item);
	foreign.body = Some(body);
	let result = rig.parts.other.0.import_block(foreign).await.unwrap();
	assert!(matches!(result, ImportResult::Imported(_)), "{result:?}");
}
