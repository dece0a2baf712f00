//! Checks seals on all cores before the import asks for them.

use std::{
	collections::{HashMap, VecDeque},
	sync::Arc,
	thread,
	time::Instant,
};

use futures::channel::oneshot;
use log::warn;
use parking_lot::{Condvar, Mutex};
use sp_runtime::traits::Block as BlockT;

use crate::{
	algorithm::Algorithm,
	metrics::Metrics,
	seal::{CheckedSeal, SealError, check_sealed},
};

/// The most checks that wait or have not been asked for. The sync queues about half as many blocks; what is above is
/// checked when the import comes to it.
const CAPACITY: usize = 4_096;

type Outcome = Result<CheckedSeal, SealError>;

/// Threads that check the seals of queued blocks, in the order in which they were queued.
pub(crate) struct Ahead<B: BlockT> {
	pool: Arc<Pool<B>>,
	/// How many there are; none could be started on a machine that is out of threads.
	threads: usize,
}

struct Pool<B: BlockT> {
	state: Mutex<State<B>>,
	work: Condvar,
}

struct State<B: BlockT> {
	jobs: VecDeque<(B::Header, oneshot::Sender<Outcome>)>,
	outcomes: HashMap<B::Hash, oneshot::Receiver<Outcome>>,
	closed: bool,
}

impl<B: BlockT> Ahead<B> {
	/// As many threads as there are cores. They sleep while nothing is queued, and end when this is dropped.
	pub(crate) fn new<A: Algorithm>(algorithm: A, metrics: Metrics) -> Self {
		let cores = thread::available_parallelism().map_or(1, usize::from);
		let state = State { jobs: VecDeque::new(), outcomes: HashMap::new(), closed: false };
		let pool = Arc::new(Pool { state: Mutex::new(state), work: Condvar::new() });
		let start = |index| {
			let (pool, algorithm, metrics) = (pool.clone(), algorithm.clone(), metrics.clone());
			let thread = thread::Builder::new().name(format!("pow-verify-{index}"));
			match thread.spawn(move || pool.run(algorithm, metrics)) {
				Ok(_) => true,
				Err(error) => {
					warn!(target: "pow", "A thread for checking seals could not be started: {error}");
					false
				}
			}
		};
		let threads = (0..cores).filter(|index| start(*index)).count();
		Self { pool, threads }
	}

	/// Starts to check the seal of `header`, whose hash is `hash`.
	pub(crate) fn start(&self, hash: B::Hash, header: B::Header) {
		let mut state = self.pool.state.lock();
		if self.threads == 0 || state.outcomes.len() >= CAPACITY {
			return;
		}
		let (sender, receiver) = oneshot::channel();
		state.outcomes.insert(hash, receiver);
		state.jobs.push_back((header, sender));
		self.pool.work.notify_one();
	}

	/// The outcome, once; none when the check was not started. It is cancelled when the thread that worked on it is
	/// gone.
	pub(crate) fn take(&self, hash: &B::Hash) -> Option<oneshot::Receiver<Outcome>> {
		self.pool.state.lock().outcomes.remove(hash)
	}

	/// Drops what nobody will ask for any more.
	pub(crate) fn forget<'a>(&self, hashes: impl Iterator<Item = &'a B::Hash>) {
		let mut state = self.pool.state.lock();
		for hash in hashes {
			state.outcomes.remove(hash);
		}
	}

	/// How many outcomes wait for somebody to ask for them.
	pub(crate) fn waiting(&self) -> usize {
		self.pool.state.lock().outcomes.len()
	}
}

impl<B: BlockT> Drop for Ahead<B> {
	fn drop(&mut self) {
		self.pool.state.lock().closed = true;
		self.pool.work.notify_all();
	}
}

impl<B: BlockT> Pool<B> {
	fn run<A: Algorithm>(&self, algorithm: A, metrics: Metrics) {
		while let Some((header, sender)) = self.next() {
			// Nobody waits for a block that has been dropped from the queue.
			if !sender.is_canceled() {
				let began = Instant::now();
				let outcome = check_sealed::<B, A>(&algorithm, header).map(|(_, _, checked)| checked);
				metrics.on_verified(began.elapsed());
				let _ = sender.send(outcome);
			}
		}
	}

	fn next(&self) -> Option<(B::Header, oneshot::Sender<Outcome>)> {
		let mut state = self.state.lock();
		loop {
			if state.closed {
				return None;
			}
			match state.jobs.pop_front() {
				Some(job) => return Some(job),
				None => self.work.wait(&mut state),
			}
		}
	}
}

#[cfg(test)]
mod tests {
	use std::time::Duration;

	use futures::executor::block_on;
	use sp_core::U256;

	use super::*;
	use crate::{
		EquiXAlgorithm,
		tests::{Block, sealed},
	};

	fn pool() -> (Ahead<Block>, Metrics) {
		let metrics = Metrics::new(None).unwrap();
		(Ahead::new(EquiXAlgorithm, metrics.clone()), metrics)
	}

	#[test]
	fn each_check_ends_as_it_would_have_in_place() {
		let (ahead, metrics) = pool();
		let mut headers: Vec<_> = (0..20).map(|number| sealed(number, U256::from(2))).collect();
		for header in headers.iter_mut().step_by(3) {
			header.extrinsics_root = sp_core::H256::random();
		}
		for header in &headers {
			ahead.start(header.hash(), header.clone());
		}
		for header in headers {
			let outcome = block_on(ahead.take(&header.hash()).unwrap()).unwrap().map(|checked| checked.seal);
			let expected = check_sealed::<Block, _>(&EquiXAlgorithm, header).map(|(_, _, checked)| checked.seal);
			assert_eq!(outcome, expected);
		}
		assert_eq!(ahead.waiting(), 0, "what was asked for is gone");
		assert!(metrics.verification_times().is_some(), "the checks are timed");
	}

	#[test]
	fn what_is_forgotten_is_gone_and_what_is_unknown_is_not_waited_for() {
		let (ahead, _) = pool();
		let (one, two) = (sealed(1, U256::one()), sealed(2, U256::one()));
		assert!(ahead.take(&one.hash()).is_none());
		ahead.start(one.hash(), one.clone());
		ahead.start(two.hash(), two.clone());
		ahead.forget([one.hash()].iter());
		assert!(ahead.take(&one.hash()).is_none());
		assert!(ahead.take(&two.hash()).is_some());
		assert_eq!(ahead.waiting(), 0);
	}

	/// Who gains by cheating: a peer that sends more than the sync can use, for the memory.
	#[test]
	fn no_more_outcomes_wait_than_there_is_room_for() {
		let (ahead, _) = pool();
		let header = sealed(1, U256::one());
		for number in 0..CAPACITY as u64 + 100 {
			ahead.start(sp_core::H256::from_low_u64_be(number), header.clone());
		}
		assert_eq!(ahead.waiting(), CAPACITY);
	}

	#[test]
	fn the_threads_end_with_their_owner() {
		let (ahead, _) = pool();
		let pool = Arc::downgrade(&ahead.pool);
		assert!(pool.strong_count() > 1, "threads hold the pool");
		drop(ahead);
		while pool.strong_count() > 0 {
			thread::sleep(Duration::from_millis(5));
		}
	}
}
