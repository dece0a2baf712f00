//! The submitter against a chain in memory that can do what a real one does: include, refuse, reorganise, lose its pool,
//! prune, and go away in the middle of anything.

use std::{
	collections::{BTreeMap, BTreeSet, HashMap},
	sync::Mutex,
};

use bpiiot_client::{BlockId, Error, H256, PoolRefusal, blake2_256};
use bpiiot_primitives::{ActionKind, AgreementId, DeviceId, TriggerSeq};
use rand::{Rng, SeedableRng, rngs::StdRng};

use super::*;
use crate::{
	network::{
		journal::Batch,
		ledger::{Found, Ledger},
		records::{Fate, Trigger},
	},
	service::submitter::{MAX_IN_FLIGHT, Round, SubmitError, Submitter},
};

const CONFIRMATIONS: u32 = 3;
const DEVICE: DeviceId = 4;

#[derive(Clone)]
struct Block {
	id: BlockId,
	found: Vec<Found>,
	nonce: u64,
	last: Option<TriggerSeq>,
}

struct World {
	blocks: HashMap<H256, Block>,
	best: H256,
	/// Nonce to trigger number.
	pool: BTreeMap<u64, TriggerSeq>,
	/// Triggers that the chain refuses, such as for an empty budget.
	refused: BTreeSet<TriggerSeq>,
	/// Agreements that are not in force.
	ended: BTreeSet<AgreementId>,
	registered: bool,
	quota: bool,
	/// States up to this block are gone.
	pruned: u64,
	/// One request in so many fails as if the connection was lost; 0 for none.
	faults: u32,
	random: StdRng,
}

struct Fake(Mutex<World>);

impl Fake {
	fn new(seed: u64) -> Self {
		let id = BlockId { number: 0, hash: H256([9; 32]), parent: H256([0; 32]) };
		let genesis = Block { id, found: Vec::new(), nonce: 0, last: None };
		Self(Mutex::new(World {
			blocks: [(id.hash, genesis)].into(),
			best: id.hash,
			pool: BTreeMap::new(),
			refused: BTreeSet::new(),
			ended: BTreeSet::new(),
			registered: true,
			quota: true,
			pruned: 0,
			faults: 0,
			random: StdRng::seed_from_u64(seed),
		}))
	}

	fn edit<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
		change(&mut self.0.lock().unwrap())
	}

	fn ask<T>(&self, answer: impl FnOnce(&mut World) -> Result<T, Error>) -> Result<T, Error> {
		self.edit(|world| {
			let faults = world.faults;
			if faults > 0 && world.random.random_range(0..faults) == 0 {
				return Err(Error::Unreachable { url: "fake".into(), reason: "the cable was pulled".into() });
			}
			answer(world)
		})
	}

	fn mine(&self, blocks: u64) {
		for _ in 0..blocks {
			self.edit(World::mine);
		}
	}
}

impl World {
	fn block(&self, hash: H256) -> Result<&Block, Error> {
		self.blocks.get(&hash).ok_or_else(|| Error::UnknownBlock(format!("{hash:?}")))
	}

	fn best(&self) -> &Block {
		&self.blocks[&self.best]
	}

	fn state(&self, at: &BlockId) -> Result<&Block, Error> {
		if at.number < self.pruned {
			return Err(Error::UnknownBlock("State already discarded".into()));
		}
		self.block(at.hash)
	}

	fn mine(&mut self) {
		let Block { id, mut nonce, mut last, .. } = self.best().clone();
		let mut found = Vec::new();
		for _ in 0..self.random.random_range(0..30) {
			let Some(seq) = self.pool.remove(&nonce) else { break };
			nonce += 1;
			let error = if last.is_some_and(|last| seq <= last) {
				Some("Maintenance.DuplicateTrigger".to_string())
			} else if self.refused.contains(&seq) {
				Some("Maintenance.BudgetExceeded".to_string())
			} else {
				last = Some(seq);
				None
			};
			found.push(Found { seq, error });
		}
		self.pool = self.pool.split_off(&nonce);
		let hash = H256(blake2_256(&self.random.random::<u64>().to_le_bytes()));
		let id = BlockId { number: id.number + 1, hash, parent: id.hash };
		self.blocks.insert(hash, Block { id, found, nonce, last });
		self.best = hash;
	}

	/// Replaces the newest blocks by one more block; their transactions go back to the pool, or are lost.
	fn reorganise(&mut self, depth: u64, keep: bool) {
		for _ in 0..depth {
			let Block { id, found, nonce, .. } = self.best().clone();
			if id.number == 0 {
				break;
			}
			if keep {
				let first = nonce - found.len() as u64;
				for (nonce, found) in (first..).zip(found) {
					self.pool.insert(nonce, found.seq);
				}
			}
			self.best = id.parent;
		}
		if !keep {
			self.pool.clear();
		}
		for _ in 0..=depth {
			self.mine();
		}
	}

	fn chain(&self) -> Vec<&Block> {
		let mut blocks = vec![self.best()];
		while blocks[blocks.len() - 1].id.number > 0 {
			blocks.push(&self.blocks[&blocks[blocks.len() - 1].id.parent]);
		}
		blocks.reverse();
		blocks
	}
}

impl Ledger for Fake {
	async fn best(&self) -> Result<BlockId, Error> {
		self.ask(|world| Ok(world.best().id))
	}

	async fn block(&self, hash: H256) -> Result<BlockId, Error> {
		self.ask(|world| Ok(world.block(hash)?.id))
	}

	async fn block_at(&self, number: u64) -> Result<Option<BlockId>, Error> {
		self.ask(|world| Ok(world.chain().get(number as usize).map(|block| block.id)))
	}

	fn confirmations(&self) -> u32 {
		CONFIRMATIONS
	}

	async fn device(&self, at: &BlockId) -> Result<Option<DeviceId>, Error> {
		self.ask(|world| world.state(at).map(|_| ()).map(|()| world.registered.then_some(DEVICE)))
	}

	async fn terms(&self, agreement: AgreementId, _: DeviceId, _: &BlockId) -> Result<Terms, Error> {
		self.ask(|world| Ok(Terms { agreement, active: !world.ended.contains(&agreement), rules: Vec::new() }))
	}

	async fn last_trigger(&self, _: DeviceId, at: &BlockId) -> Result<Option<TriggerSeq>, Error> {
		self.ask(|world| Ok(world.state(at)?.last))
	}

	async fn nonce(&self, at: &BlockId) -> Result<u64, Error> {
		self.ask(|world| Ok(world.state(at)?.nonce))
	}

	async fn pool_nonce(&self) -> Result<u64, Error> {
		self.ask(|world| {
			let mut nonce = world.best().nonce;
			while world.pool.contains_key(&nonce) {
				nonce += 1;
			}
			Ok(nonce)
		})
	}

	async fn triggers_in(&self, block: &BlockId) -> Result<Vec<Found>, Error> {
		self.ask(|world| world.state(block).map(|block| block.found.clone()))
	}

	async fn send(&self, trigger: &Trigger, nonce: u64, _: &BlockId) -> Result<(), Error> {
		self.ask(|world| match nonce.cmp(&world.best().nonce) {
			_ if !world.quota => Err(Error::Pool(PoolRefusal::Payment)),
			std::cmp::Ordering::Less => Err(Error::Pool(PoolRefusal::Outdated)),
			_ if world.pool.contains_key(&nonce) => Err(Error::Pool(PoolRefusal::NonceTaken)),
			_ => {
				world.pool.insert(nonce, trigger.seq);
				Ok(())
			}
		})
	}
}

fn raise(journal: &Journal, from: TriggerSeq, count: u64) {
	raise_for(journal, 5, from, count);
}

fn raise_for(journal: &Journal, agreement: AgreementId, from: TriggerSeq, count: u64) {
	let action = ActionKind::RequestService;
	let triggers =
		(from..from + count).map(|seq| Trigger { seq, agreement, rule: 0, action, raised_at: 7, reading: 3 });
	journal.commit(&Batch { triggers: triggers.collect(), ..Batch::default() }).unwrap();
}

fn open(data: &Path) -> (Arc<Journal>, Submitter) {
	let journal = Arc::new(Journal::open(data, 10).unwrap());
	let submitter = Submitter::new(journal.clone(), Arc::new(Status::new("test".into())), vec![5, 6]);
	(journal, submitter)
}

/// The first round, which sets the cursor and lets the engine number triggers.
async fn greet(journal: &Journal, submitter: &mut Submitter, chain: &Fake) {
	let round = submitter.round(chain).await.unwrap();
	assert_eq!((round.device, round.first_trigger, round.sent), (DEVICE, 1, 0));
	journal.save_terms(&round.terms, &HashMap::new(), 1).unwrap();
}

async fn finish(journal: &Journal, submitter: &mut Submitter, chain: &Fake) {
	chain.edit(|world| world.faults = 0);
	for _ in 0..2_000 {
		let round = submitter.round(chain).await.unwrap();
		assert!(round.blocked.is_none(), "{round:?}");
		if journal.totals().unwrap().pending == 0 {
			return;
		}
		chain.mine(1);
	}
	panic!("{} triggers are still pending", journal.totals().unwrap().pending);
}

/// Every trigger took effect once on the best chain, in its order, or was refused; and the journal says the same.
fn check(journal: &Journal, chain: &Fake, raised: u64, pruned: bool) {
	chain.edit(|world| {
		let mut outcomes: BTreeMap<TriggerSeq, Vec<(u64, Option<String>)>> = BTreeMap::new();
		let mut order = Vec::new();
		for block in world.chain() {
			for found in &block.found {
				outcomes.entry(found.seq).or_default().push((block.id.number, found.error.clone()));
				if found.error.is_none() {
					order.push(found.seq);
				}
			}
		}
		assert!(order.windows(2).all(|pair| pair[0] < pair[1]), "out of order or twice: {order:?}");
		let due = (1..=raised).filter(|seq| !world.refused.contains(seq)).collect::<Vec<_>>();
		assert_eq!(order, due);
		for seq in 1..=raised {
			let (_, fate) = journal.trigger(seq).unwrap().unwrap();
			match (fate, world.refused.contains(&seq)) {
				(Fate::Sent { block }, false) => {
					let done = outcomes[&seq].iter().find(|(_, error)| error.is_none()).unwrap().0;
					assert!(
						block >= done && (pruned || outcomes[&seq].iter().any(|(at, _)| *at == block)),
						"trigger {seq}"
					);
				}
				(Fate::Refused { error, .. }, true) => assert_eq!(error, "Maintenance.BudgetExceeded"),
				(Fate::Sent { .. }, true) if pruned => {}
				(fate, refused) => panic!("trigger {seq}: {fate:?}, refused by the chain: {refused}"),
			}
		}
		let totals = journal.totals().unwrap();
		assert_eq!(totals.pending, 0);
		assert_eq!(totals.sent + totals.refused, raised);
	});
}

// covers M48
#[tokio::test]
async fn a_thousand_triggers_arrive_once_whatever_happens() {
	let seed = seed();
	for case in 0..10 {
		let mut random = StdRng::seed_from_u64(seed ^ case);
		let chain = Fake::new(seed ^ case);
		chain.mine(5);
		chain.edit(|world| {
			for seq in 1..=1_000 {
				if random.random_range(0..15) == 0 {
					world.refused.insert(seq);
				}
			}
		});
		let data = tempfile::tempdir().unwrap();
		let (mut journal, mut submitter) = open(data.path());
		greet(&journal, &mut submitter, &chain).await;
		let mut raised = 0;
		chain.edit(|world| world.faults = 40);
		while raised < 1_000 {
			match random.random_range(0..20) {
				0..5 => {
					let count = random.random_range(1..30).min(1_000 - raised);
					raise(&journal, raised + 1, count);
					raised += count;
				}
				5..10 => chain.mine(random.random_range(1..4)),
				// The unit is killed and started again.
				10..12 => {
					drop((journal, submitter));
					(journal, submitter) = open(data.path());
				}
				12 => chain.edit(|world| {
					let depth = world.random.random_range(1..=u64::from(CONFIRMATIONS));
					world.reorganise(depth, true)
				}),
				13 => chain.edit(|world| {
					let depth = world.random.random_range(1..=u64::from(CONFIRMATIONS));
					world.reorganise(depth, false)
				}),
				// The node is started again without its pool.
				14 => chain.edit(|world| world.pool.clear()),
				_ => match submitter.round(&chain).await {
					Ok(Round { blocked: None, .. }) => {}
					Ok(Round { blocked: Some(SubmitError::Chain(e)), .. }) if e.is_link() => {}
					Ok(round) => panic!("{round:?}"),
					Err(SubmitError::Chain(e)) if e.is_link() => {}
					Err(e) => panic!("{e}"),
				},
			}
			assert!(chain.edit(|world| world.pool.len()) <= 2 * MAX_IN_FLIGHT);
		}
		finish(&journal, &mut submitter, &chain).await;
		check(&journal, &chain, 1_000, false);
	}
}

#[tokio::test]
async fn a_reorganisation_below_the_settled_part_makes_triggers_due_again() {
	let chain = Fake::new(seed());
	let data = tempfile::tempdir().unwrap();
	let (journal, mut submitter) = open(data.path());
	chain.mine(3);
	greet(&journal, &mut submitter, &chain).await;
	raise(&journal, 1, 100);
	for depth in [8, 20, 40] {
		finish(&journal, &mut submitter, &chain).await;
		check(&journal, &chain, 100, false);
		chain.edit(|world| world.reorganise(depth, false));
		chain.mine(1);
	}
	submitter.round(&chain).await.unwrap();
	finish(&journal, &mut submitter, &chain).await;
	check(&journal, &chain, 100, false);
}

#[tokio::test]
async fn a_reorganisation_deeper_than_the_search_loses_no_trigger() {
	// The new chain is one block longer than the old one, or so much shorter that its settled block is below the cursor.
	for shorter in [0, 3] {
		let chain = Fake::new(seed());
		let data = tempfile::tempdir().unwrap();
		let (journal, mut submitter) = open(data.path());
		chain.mine(3);
		greet(&journal, &mut submitter, &chain).await;
		raise(&journal, 1, 100);
		finish(&journal, &mut submitter, &chain).await;
		chain.mine(280);
		raise(&journal, 101, 10);
		finish(&journal, &mut submitter, &chain).await;
		check(&journal, &chain, 110, false);
		raise(&journal, 111, 10);
		chain.edit(|world| {
			world.reorganise(world.best().id.number, false);
			for _ in 0..shorter {
				world.best = world.best().id.parent;
			}
		});
		submitter.round(&chain).await.unwrap();
		assert_eq!(journal.totals().unwrap().pending, 120, "the new chain has none of them");
		finish(&journal, &mut submitter, &chain).await;
		check(&journal, &chain, 120, false);
	}
}

#[tokio::test]
async fn triggers_of_an_ended_agreement_are_refused_without_sending_them() {
	let chain = Fake::new(seed());
	let data = tempfile::tempdir().unwrap();
	let (journal, mut submitter) = open(data.path());
	greet(&journal, &mut submitter, &chain).await;
	// More than are sent at a time.
	let ended = 2 * MAX_IN_FLIGHT as u64 + 5;
	raise(&journal, 1, ended);
	raise_for(&journal, 6, ended + 1, 1);
	chain.edit(|world| world.ended.insert(5));
	let round = submitter.round(&chain).await.unwrap();
	assert_eq!(round.sent, 1);
	assert_eq!(chain.edit(|world| world.pool.values().copied().collect::<Vec<_>>()), [ended + 1]);
	for seq in 1..=ended {
		let (_, fate) = journal.trigger(seq).unwrap().unwrap();
		assert!(
			matches!(&fate, Fate::Refused { error, .. } if error.contains("agreement 5 is not in force")),
			"{fate:?}"
		);
	}
	finish(&journal, &mut submitter, &chain).await;
	let totals = journal.totals().unwrap();
	assert_eq!((totals.sent, totals.refused), (1, ended));
	assert_eq!(chain.edit(|world| world.best().last), Some(ended + 1));
}

#[tokio::test]
async fn a_used_up_range_of_numbers_is_told() {
	let chain = Fake::new(seed());
	let data = tempfile::tempdir().unwrap();
	let (_, mut submitter) = open(data.path());
	chain.edit(|world| {
		let best = world.best;
		world.blocks.get_mut(&best).unwrap().last = Some(u64::MAX);
	});
	let error = submitter.round(&chain).await.err().unwrap();
	assert!(matches!(error, SubmitError::NumbersUsedUp), "{error}");
}

#[tokio::test]
async fn blocks_that_the_node_has_pruned_are_made_up_for_by_the_last_trigger_number() {
	let chain = Fake::new(seed());
	let data = tempfile::tempdir().unwrap();
	let (journal, mut submitter) = open(data.path());
	chain.mine(3);
	greet(&journal, &mut submitter, &chain).await;
	raise(&journal, 1, 50);
	submitter.round(&chain).await.unwrap();
	// The unit is away while its triggers are included and their blocks grow old.
	chain.mine(500);
	chain.edit(|world| world.pruned = 490);
	finish(&journal, &mut submitter, &chain).await;
	check(&journal, &chain, 50, true);
}

#[tokio::test]
async fn an_empty_quota_holds_triggers_back_and_loses_none() {
	let chain = Fake::new(seed());
	let data = tempfile::tempdir().unwrap();
	let (journal, mut submitter) = open(data.path());
	greet(&journal, &mut submitter, &chain).await;
	raise(&journal, 1, 10);
	chain.edit(|world| world.quota = false);
	for _ in 0..5 {
		let round = submitter.round(&chain).await.unwrap();
		assert!(matches!(round.blocked, Some(SubmitError::NoQuota)), "{round:?}");
		assert!(round.terms.iter().all(|terms| terms.active));
		chain.mine(1);
	}
	// The engine hears of a cancellation all the same.
	chain.edit(|world| world.ended.insert(6));
	let round = submitter.round(&chain).await.unwrap();
	assert!(matches!(round.blocked, Some(SubmitError::NoQuota)), "{round:?}");
	assert_eq!(
		round.terms.iter().map(|terms| (terms.agreement, terms.active)).collect::<Vec<_>>(),
		[(5, true), (6, false)]
	);
	chain.edit(|world| world.quota = true);
	finish(&journal, &mut submitter, &chain).await;
	check(&journal, &chain, 10, false);
}

#[tokio::test]
async fn a_node_that_is_behind_or_does_not_know_the_device_is_waited_for() {
	let chain = Fake::new(seed());
	let data = tempfile::tempdir().unwrap();
	let (journal, mut submitter) = open(data.path());
	chain.edit(|world| world.registered = false);
	assert!(matches!(submitter.round(&chain).await, Err(SubmitError::NotRegistered)));
	chain.edit(|world| world.registered = true);
	chain.mine(30);
	greet(&journal, &mut submitter, &chain).await;
	chain.edit(|world| world.best = world.chain()[5].id.hash);
	let error = submitter.round(&chain).await.err().unwrap();
	assert!(matches!(error, SubmitError::Behind { best: 5, seen: 27 }), "{error}");
}

#[tokio::test]
async fn a_new_journal_with_an_old_key_goes_on_behind_the_chain() {
	let chain = Fake::new(seed());
	let first = tempfile::tempdir().unwrap();
	let (journal, mut submitter) = open(first.path());
	greet(&journal, &mut submitter, &chain).await;
	raise(&journal, 1, 20);
	submitter.round(&chain).await.unwrap();
	drop((journal, submitter));

	let data = tempfile::tempdir().unwrap();
	let (journal, mut submitter) = open(data.path());
	assert!(matches!(submitter.round(&chain).await, Err(SubmitError::UnknownInPool)));
	while chain.edit(|world| !world.pool.is_empty()) {
		chain.mine(1);
	}
	let round = submitter.round(&chain).await.unwrap();
	assert_eq!(round.first_trigger, 21);
	journal.save_terms(&round.terms, &HashMap::new(), round.first_trigger).unwrap();
	raise(&journal, 21, 5);
	finish(&journal, &mut submitter, &chain).await;
	let last = chain.edit(|world| world.best().last);
	assert_eq!(last, Some(25));
}
