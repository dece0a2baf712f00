//! Own and foreign blocks at the same moment, with finality in between, against a model of what should be best.

use std::{cmp::Reverse, collections::HashMap};

use bpiiot_pow::{PowImport, Solution, header_work, take_seal};
use futures::future::join_all;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::*;

/// A puzzle of no work of its own, so that the difficulty alone decides how long a block takes.
#[derive(Clone)]
struct Quick;

impl Algorithm for Quick {
	type Scratch = ();

	fn scratch() {}

	fn solve(&self, _: &[u8; 32], (): &mut ()) -> Vec<Solution> {
		(0..64u128).map(u128::to_le_bytes).collect()
	}

	fn verify(&self, _: &[u8; 32], _: &Solution) -> bool {
		true
	}
}

type QuickImport = PowImport<Block, FullBackend, Arc<FullClient>, FullClient, Quick, service::Inherents>;

/// What the model knows of an imported block.
#[derive(Clone, Copy)]
struct Known {
	parent: H256,
	number: u32,
	total: U256,
	own: U256,
}

/// The chain as it should be.
struct Model {
	blocks: HashMap<H256, Known>,
	/// Imported blocks that descend from the finalized one, and that one.
	live: Vec<H256>,
	finalized: H256,
}

impl Model {
	fn new(genesis: H256) -> Self {
		let known = Known { parent: H256::zero(), number: 0, total: U256::zero(), own: U256::MAX };
		Self { blocks: HashMap::from([(genesis, known)]), live: vec![genesis], finalized: genesis }
	}

	fn insert(&mut self, header: &Header) {
		let difficulty = take_seal::<Block>(&mut header.clone()).unwrap().1.difficulty;
		let parent = *header.parent_hash();
		let known = Known {
			parent,
			number: *header.number(),
			total: self.blocks[&parent].total + difficulty,
			own: header_work::<Block>(header.clone()).unwrap(),
		};
		self.blocks.insert(header.hash(), known);
		if self.contains_finalized(header.hash()) {
			self.live.push(header.hash());
		}
	}

	fn contains_finalized(&self, mut hash: H256) -> bool {
		let height = self.blocks[&self.finalized].number;
		while self.blocks[&hash].number > height {
			hash = self.blocks[&hash].parent;
		}
		hash == self.finalized
	}

	fn finalize(&mut self, hash: H256) {
		self.finalized = hash;
		let live = std::mem::take(&mut self.live);
		self.live = live.into_iter().filter(|hash| self.contains_finalized(*hash)).collect();
	}

	/// Most work first, then the lowest hash of the last solution.
	fn best(&self) -> H256 {
		let rank = |hash: &&H256| (self.blocks[*hash].total, Reverse(self.blocks[*hash].own));
		*self.live.iter().max_by_key(rank).unwrap()
	}
}

async fn import(
	import: QuickImport,
	mut params: BlockImportParams<Block>,
	foreign: bool,
) -> Result<ImportResult, String> {
	if foreign {
		params.origin = BlockOrigin::NetworkBroadcast;
		params.state_action = StateAction::ExecuteIfPossible;
	}
	import.import_block(params).await.map_err(|error| error.to_string())
}

// covers M5
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_concurrent_imports_leave_a_lighter_block_the_best() {
	let rounds = if is_soak() { 10_000 } else { 200 };
	let seed: u64 = rand::rng().random();
	println!("{rounds} rounds, seed {seed}");
	let mut random = ChaCha8Rng::seed_from_u64(seed);
	let began = std::time::Instant::now();

	// So hard that a second more or less between two blocks shows in the difficulty.
	let chain = Chain::with_difficulty(2_000);
	let client = chain.client().clone();
	let pow = PowImport::new(
		client.clone(),
		client.clone(),
		chain.parts.backend.clone(),
		Quick,
		service::Inherents,
		chain.metrics().clone(),
	);
	// With the task that looks for the best chain after finality.
	let _queue = pow.queue(None, &chain.parts.task_manager.spawn_essential_handle(), None);
	let mut model = Model::new(chain.genesis());
	let (mut imported, mut refused, mut reorganised, mut finalized) = (0, 0, 0, 0);

	for round in 0..rounds {
		let before = chain.best();
		let count = random.random_range(2..=4);
		let mut offers = Vec::new();
		for _ in 0..count {
			// Mostly on the best block, else on one of the last ones.
			let recent = &model.live[model.live.len().saturating_sub(8)..];
			let parent = if random.random_bool(0.6) { before } else { recent[random.random_range(0..recent.len())] };
			let number = model.blocks[&parent].number + 1;
			let made = chain.make_with(&Quick, parent, time_of(number) + random.random_range(0..BLOCK_TIME / 2));
			offers.push((made.block.header().clone(), own(made), random.random_bool(0.5)));
		}
		// Now and then one of the last blocks is finalized meanwhile, whichever fork it is on.
		let target = random.random_bool(0.1).then(|| model.live[random.random_range(0..model.live.len())]);
		let target = target.filter(|target| *target != model.finalized);
		let finality = async {
			if let Some(target) = target {
				tokio::task::yield_now().await;
				chain.finalize(target).unwrap();
			}
		};
		let (headers, imports): (Vec<_>, Vec<_>) = offers
			.into_iter()
			.map(|(header, params, foreign)| (header, tokio::spawn(import(pow.clone(), params, foreign))))
			.unzip();
		let ((), results) = futures::join!(finality, join_all(imports));

		if let Some(target) = target {
			finalized += 1;
			model.finalize(target);
		}
		for (header, result) in headers.iter().zip(results) {
			match result.unwrap() {
				Ok(ImportResult::Imported(_)) => {
					imported += 1;
					model.insert(header);
				}
				// Finality was first.
				other => {
					refused += 1;
					assert!(target.is_some(), "round {round}: {other:?}");
					let mut ruled_out =
						Model { blocks: model.blocks.clone(), live: Vec::new(), finalized: model.finalized };
					ruled_out.insert(header);
					assert!(ruled_out.live.is_empty(), "round {round}: a block that may win was refused: {other:?}");
				}
			}
		}
		if target.is_some() {
			eventually("the choice after finality", || chain.best() == model.best()).await;
		}
		assert_eq!(chain.best(), model.best(), "round {round} of seed {seed}");
		assert_eq!(chain.client().info().finalized_hash, model.finalized);
		assert_eq!(chain.total_work(chain.best()).unwrap(), model.blocks[&chain.best()].total);
		let before_number = model.blocks[&before].number;
		reorganised += usize::from(client.hash(before_number).unwrap() != Some(before));
	}

	// The records of what finality has displaced are gone, all others whole.
	let mut canonical = Vec::new();
	let mut hash = model.finalized;
	while model.blocks[&hash].number > 0 {
		canonical.push(hash);
		hash = model.blocks[&hash].parent;
	}
	let mut kept = 0;
	for (hash, known) in model.blocks.iter().filter(|(_, known)| known.number > 0) {
		let stays = model.live.contains(hash) || canonical.contains(hash);
		assert_eq!(chain.has_record(*hash), stays, "block {} of seed {seed}", known.number);
		if stays {
			kept += 1;
			assert_eq!(chain.total_work(*hash).unwrap(), known.total);
		}
	}
	println!(
		"{imported} blocks imported, {refused} refused, {reorganised} reorganisations, {finalized} times finalized, {kept} \
		 records kept, {:.1} s",
		began.elapsed().as_secs_f64()
	);
	assert!(finalized > 0 && reorganised > 0, "the rounds have met what they are about");
}
