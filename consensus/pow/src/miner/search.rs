//! The search for seals, for the node's own threads and for miners elsewhere.

use std::{ops::Range, sync::Arc, thread};

use log::warn;
use parking_lot::{Condvar, Mutex};
use sp_core::{U256, sr25519};
use tokio::sync::mpsc;

use crate::{
	algorithm::{Algorithm, Solution},
	metrics::Metrics,
	seal::{challenge, meets, work},
};

/// How much below ordinary processes mining threads run (0 is ordinary, 19 the lowest).
pub const NICENESS: i32 = 10;

/// What is searched: a template without its block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
	/// The template's number.
	pub id: u64,
	/// Hash of the header without its seal.
	pub pre_hash: [u8; 32],
	/// The author's signature over it.
	pub signature: sr25519::Signature,
	/// The difficulty that a solution's work must meet.
	pub difficulty: U256,
	/// The nonces to try, from the first on.
	pub nonces: Range<u64>,
}

/// A solution that is enough for a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
	/// The template's number.
	pub id: u64,
	/// The nonce that was tried.
	pub nonce: u64,
	/// What solves it.
	pub solution: Solution,
}

/// Threads that search whatever job is posted. They end when this is dropped.
pub struct Searchers(Arc<Board>);

/// The job that all threads work on; none while there is nothing to do.
#[derive(Default)]
struct Board {
	state: Mutex<State>,
	changed: Condvar,
}

#[derive(Default)]
struct State {
	job: Option<Arc<Job>>,
	closed: bool,
}

impl Board {
	/// The present job, when it is not `done`; waits for one. None when the board is closed.
	fn job(&self, done: Option<&Arc<Job>>) -> Option<Arc<Job>> {
		let mut state = self.state.lock();
		loop {
			if state.closed {
				return None;
			}
			match &state.job {
				Some(job) if !done.is_some_and(|done| Arc::ptr_eq(done, job)) => return Some(job.clone()),
				_ => self.changed.wait(&mut state),
			}
		}
	}

	fn change(&self, change: impl FnOnce(&mut State)) {
		change(&mut self.state.lock());
		self.changed.notify_all();
	}
}

impl Searchers {
	/// Starts `threads` threads, at a priority below everything else of the machine. What they find goes to `found`, and what
	/// they try is counted in `metrics`.
	pub fn start<A: Algorithm>(
		algorithm: A,
		threads: usize,
		metrics: &Metrics,
		found: &mpsc::UnboundedSender<Found>,
	) -> Self {
		let board = Arc::new(Board::default());
		for index in 0..threads as u64 {
			let (algorithm, board, metrics, found) = (algorithm.clone(), board.clone(), metrics.clone(), found.clone());
			let spawned = thread::Builder::new()
				.name(format!("miner-{index}"))
				.spawn(move || search(&algorithm, &board, index, threads as u64, &metrics, &found));
			if let Err(error) = spawned {
				warn!(target: super::LOG, "Mining thread {index} could not be started: {error}");
			}
		}
		Self(board)
	}

	/// Gives the threads another job, or none to make them wait.
	pub fn post(&self, job: Option<Job>) {
		self.0.change(|state| state.job = job.map(Arc::new));
	}
}

impl Drop for Searchers {
	fn drop(&mut self) {
		self.0.change(|state| state.closed = true);
	}
}

/// Searches one stripe of each job's nonces, `index` of `count`.
fn search<A: Algorithm>(
	algorithm: &A,
	board: &Board,
	index: u64,
	count: u64,
	metrics: &Metrics,
	found: &mpsc::UnboundedSender<Found>,
) {
	if let Err(error) = rustix::process::setpriority_process(None, NICENESS) {
		warn!(target: super::LOG, "A mining thread keeps its ordinary priority: {error}");
	}
	let mut scratch = A::scratch();
	let (mut exhausted, mut last, mut next) = (None, None::<Arc<Job>>, None);
	while let Some(job) = board.job(exhausted.as_ref()) {
		// Not the number decides: a node that was started again counts its templates anew.
		if !last.as_ref().is_some_and(|last| Arc::ptr_eq(last, &job)) {
			next = job.nonces.start.checked_add(index);
			last = Some(job.clone());
		}
		let Some(nonce) = next.filter(|nonce| job.nonces.contains(nonce)) else {
			exhausted = Some(job);
			continue;
		};
		let challenge = challenge(&job.pre_hash, &job.signature, nonce);
		let solutions = algorithm.solve(&challenge, &mut scratch);
		metrics.on_challenge(solutions.len());
		for solution in solutions {
			if meets(work(&challenge, &solution), job.difficulty) {
				// Who has closed the channel wants no more.
				let _ = found.send(Found { id: job.id, nonce, solution });
			}
		}
		next = nonce.checked_add(count);
	}
}

#[cfg(test)]
mod tests {
	use std::{
		collections::BTreeSet,
		time::{Duration, Instant},
	};

	use rustix::process::getpriority_process;

	use super::*;

	/// A puzzle that every challenge solves, which remembers at what priority it was asked.
	#[derive(Clone)]
	struct Easy(Arc<Mutex<BTreeSet<i32>>>);

	impl Easy {
		fn new() -> Self {
			Self(Arc::default())
		}
	}

	impl Algorithm for Easy {
		type Scratch = ();

		fn scratch() {}

		fn solve(&self, _: &[u8; 32], (): &mut ()) -> Vec<Solution> {
			self.0.lock().insert(getpriority_process(None).unwrap());
			vec![[0; 16]]
		}

		fn verify(&self, _: &[u8; 32], _: &Solution) -> bool {
			true
		}
	}

	fn job(id: u64, nonces: Range<u64>) -> Job {
		let signature = sr25519::Signature::from_raw([3; 64]);
		Job { id, pre_hash: [2; 32], signature, difficulty: U256::one(), nonces }
	}

	async fn next(found: &mut mpsc::UnboundedReceiver<Found>) -> Option<Found> {
		tokio::time::timeout(Duration::from_secs(60), found.recv())
			.await
			.expect("a minute is enough for an easy puzzle")
	}

	#[tokio::test]
	async fn threads_share_a_range_and_do_not_leave_it() {
		let metrics = Metrics::new(None).unwrap();
		let (sender, mut found) = mpsc::unbounded_channel();
		let searchers = Searchers::start(Easy::new(), 3, &metrics, &sender);
		for (id, nonces) in [(1, 100..110), (2, u64::MAX - 7..u64::MAX), (3, 5..6), (4, 9..9), (4, 0..4)] {
			searchers.post(Some(job(id, nonces.clone())));
			let mut tried = BTreeSet::new();
			for _ in nonces.clone() {
				let Found { id: of, nonce, .. } = next(&mut found).await.unwrap();
				assert_eq!(of, id);
				assert!(tried.insert(nonce), "nonce {nonce} was tried twice");
			}
			assert_eq!(tried, nonces.collect());
			assert!(found.try_recv().is_err(), "a thread has left its range");
		}
		assert_eq!((metrics.challenges(), metrics.solutions()), (22, 22));
	}

	#[tokio::test]
	async fn threads_end_when_their_owner_is_dropped_even_with_work_left() {
		for work in [Some(job(1, 0..u64::MAX)), None] {
			let metrics = Metrics::new(None).unwrap();
			let (sender, mut found) = mpsc::unbounded_channel();
			let searchers = Searchers::start(Easy::new(), 2, &metrics, &sender);
			searchers.post(work);
			drop((searchers, sender));
			// The channel closes with the last thread that could send.
			while next(&mut found).await.is_some() {}
		}
	}

	#[tokio::test]
	async fn threads_rest_without_a_job() {
		let metrics = Metrics::new(None).unwrap();
		let (sender, mut found) = mpsc::unbounded_channel();
		let searchers = Searchers::start(Easy::new(), 2, &metrics, &sender);
		searchers.post(Some(job(1, 0..u64::MAX)));
		next(&mut found).await.unwrap();
		searchers.post(None);
		// Each thread may finish the nonce that it is at; then nothing more is tried.
		let begin = Instant::now();
		let mut before = metrics.challenges();
		loop {
			tokio::time::sleep(Duration::from_millis(200)).await;
			let tried = metrics.challenges();
			if tried == before {
				break;
			}
			before = tried;
			assert!(begin.elapsed() < Duration::from_secs(60), "the threads do not stop");
		}
	}

	#[tokio::test]
	async fn threads_run_below_everything_else() {
		let metrics = Metrics::new(None).unwrap();
		let (sender, mut found) = mpsc::unbounded_channel();
		let easy = Easy::new();
		let before = getpriority_process(None).unwrap();
		let searchers = Searchers::start(easy.clone(), 1, &metrics, &sender);
		searchers.post(Some(job(1, 0..1)));
		next(&mut found).await.unwrap();
		// A process that is already nicer than that can only become nicer.
		let nice = easy.0.lock().iter().copied().collect::<Vec<_>>();
		assert_eq!(nice, [NICENESS.max(before)]);
		assert_eq!(getpriority_process(None).unwrap(), before, "only the mining thread is nicer");
	}
}
