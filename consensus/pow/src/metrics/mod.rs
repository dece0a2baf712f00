//! What the engine counts, for RPC and Prometheus.

mod export;
mod recent;

use std::{
	sync::{
		Arc,
		atomic::{AtomicU64, Ordering},
	},
	time::{Duration, Instant},
};

use parking_lot::Mutex;
use sp_core::U256;
use substrate_prometheus_endpoint::{PrometheusError, Registry};

use crate::{refusal::BlockRefusal, seal::SealError};

use export::Prometheus;
pub use recent::Quantiles;
use recent::{RateMeter, RecentTimes};

/// Counters of one node's engine. A clone counts into the same.
#[derive(Clone)]
pub struct Metrics(Arc<Inner>);

struct Inner {
	rejected: [AtomicU64; SealError::ALL.len()],
	refused: [AtomicU64; BlockRefusal::ALL.len()],
	runtime_calls: AtomicU64,
	challenges: AtomicU64,
	solutions: AtomicU64,
	mined: AtomicU64,
	verification: Mutex<RecentTimes>,
	solution_rate: Mutex<RateMeter>,
	template_built: Mutex<Option<Instant>>,
	forks: Mutex<Forks>,
	prometheus: Option<Prometheus>,
}

/// What this node has seen of forks since it was started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Forks {
	/// Imported blocks that are not in the best chain now.
	pub orphans: u64,
	/// Blocks that the best chain lost the last time that it lost any; 0 when it never has.
	pub last_reorg_depth: u64,
	/// The most blocks that it lost at once.
	pub max_reorg_depth: u64,
}

/// What Prometheus shows of a best block.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ChainFigures {
	pub(crate) difficulty: Option<U256>,
	pub(crate) total_work: Option<U256>,
	/// Solutions a second; none when the window has no time in it yet.
	pub(crate) network_hash_rate: Option<f64>,
}

impl Metrics {
	/// Starts counting, and exports to `registry` where there is one.
	pub fn new(registry: Option<&Registry>) -> Result<Self, PrometheusError> {
		Ok(Self(Arc::new(Inner {
			rejected: Default::default(),
			refused: Default::default(),
			runtime_calls: AtomicU64::new(0),
			challenges: AtomicU64::new(0),
			solutions: AtomicU64::new(0),
			mined: AtomicU64::new(0),
			verification: Mutex::default(),
			solution_rate: Mutex::default(),
			template_built: Mutex::default(),
			forks: Mutex::default(),
			prometheus: registry.map(Prometheus::register).transpose()?,
		})))
	}

	/// Headers refused for one reason.
	pub fn rejected(&self, reason: SealError) -> u64 {
		self.0.rejected[reason as usize].load(Ordering::Relaxed)
	}

	/// Blocks with a good seal that were refused for one reason.
	pub fn refused(&self, reason: BlockRefusal) -> u64 {
		self.0.refused[reason as usize].load(Ordering::Relaxed)
	}

	/// Runtime calls that checking and building blocks has made.
	pub fn runtime_calls(&self) -> u64 {
		self.0.runtime_calls.load(Ordering::Relaxed)
	}

	/// Challenges tried by the mining threads of this process.
	pub fn challenges(&self) -> u64 {
		self.0.challenges.load(Ordering::Relaxed)
	}

	/// Solutions found by the mining threads of this process, most of them of too little work for a block.
	pub fn solutions(&self) -> u64 {
		self.0.solutions.load(Ordering::Relaxed)
	}

	/// Blocks that this node has made and imported, whoever found their seals.
	pub fn blocks_mined(&self) -> u64 {
		self.0.mined.load(Ordering::Relaxed)
	}

	/// How long the last checks of seals took; none before the first.
	pub fn verification_times(&self) -> Option<Quantiles> {
		self.0.verification.lock().quantiles()
	}

	/// Solutions a second of the mining threads of this process, over the last minute.
	pub fn local_hash_rate(&self) -> f64 {
		self.0.solution_rate.lock().rate(self.solutions(), Instant::now())
	}

	/// How old the template that is being searched is; none when there is none.
	pub fn template_age(&self) -> Option<Duration> {
		self.0.template_built.lock().map(|built| built.elapsed())
	}

	/// What has been seen of forks.
	pub fn forks(&self) -> Forks {
		*self.0.forks.lock()
	}

	/// Takes a sample for [`Self::local_hash_rate`]. To be called about once a second.
	pub fn sample_rate(&self) {
		self.0.solution_rate.lock().sample(self.solutions(), Instant::now());
	}

	pub(crate) fn on_rejected(&self, reason: SealError) {
		self.0.rejected[reason as usize].fetch_add(1, Ordering::Relaxed);
		if let Some(prometheus) = &self.0.prometheus {
			prometheus.rejected_seals.with_label_values(&[reason.label()]).inc();
		}
	}

	pub(crate) fn on_refused(&self, reason: BlockRefusal) {
		self.0.refused[reason as usize].fetch_add(1, Ordering::Relaxed);
		if let Some(prometheus) = &self.0.prometheus {
			prometheus.refused_blocks.with_label_values(&[reason.label()]).inc();
		}
	}

	/// Counts one check of a seal, whatever its result, that took `took`.
	pub(crate) fn on_verified(&self, took: Duration) {
		self.0.verification.lock().push(took);
		if let Some(prometheus) = &self.0.prometheus {
			prometheus.verification.observe(took.as_secs_f64());
		}
	}

	pub(crate) fn on_runtime_call(&self) {
		self.0.runtime_calls.fetch_add(1, Ordering::Relaxed);
		if let Some(prometheus) = &self.0.prometheus {
			prometheus.runtime_calls.inc();
		}
	}

	/// Counts one challenge that a mining thread has tried, and the solutions that it has.
	pub(crate) fn on_challenge(&self, solutions: usize) {
		self.0.challenges.fetch_add(1, Ordering::Relaxed);
		self.0.solutions.fetch_add(solutions as u64, Ordering::Relaxed);
		if let Some(prometheus) = &self.0.prometheus {
			prometheus.challenges.inc();
			prometheus.solutions.inc_by(solutions as u64);
		}
	}

	/// Notes when the template that is searched now was built; none when nothing is searched.
	pub(crate) fn on_template(&self, built: Option<Instant>) {
		*self.0.template_built.lock() = built;
	}

	/// Counts a solution that was offered for a template; `outcome` is a label of the metric.
	pub(crate) fn on_submitted(&self, outcome: &str) {
		if let Some(prometheus) = &self.0.prometheus {
			prometheus.submissions.with_label_values(&[outcome]).inc();
		}
	}

	/// Notes how many miners outside of this process have a range of nonces.
	pub(crate) fn on_miners(&self, count: usize) {
		if let Some(prometheus) = &self.0.prometheus {
			prometheus.external_miners.set(count as u64);
		}
	}

	pub(crate) fn on_mined(&self) {
		self.0.mined.fetch_add(1, Ordering::Relaxed);
		if let Some(prometheus) = &self.0.prometheus {
			prometheus.blocks_mined.inc();
		}
	}

	/// Notes that the best chain lost `depth` blocks.
	pub(crate) fn on_reorganised(&self, depth: u64) {
		let mut forks = self.0.forks.lock();
		forks.last_reorg_depth = depth;
		forks.max_reorg_depth = forks.max_reorg_depth.max(depth);
		if let Some(prometheus) = &self.0.prometheus {
			prometheus.reorganisations.inc();
			prometheus.reorganisation_depth.observe(depth as f64);
			prometheus.last_reorganisation_depth.set(depth);
			prometheus.max_reorganisation_depth.set(forks.max_reorg_depth);
		}
	}

	/// Notes how many imported blocks are not in the best chain.
	pub(crate) fn on_orphans(&self, count: u64) {
		self.0.forks.lock().orphans = count;
		if let Some(prometheus) = &self.0.prometheus {
			prometheus.orphans.set(count);
		}
	}

	/// Exports what changes with time, and with the best block when it is another.
	pub(crate) fn export(&self, best: Option<ChainFigures>, finality_lag: u64) {
		let Some(prometheus) = &self.0.prometheus else { return };
		if let Some(best) = best {
			if let Some(difficulty) = best.difficulty {
				prometheus.difficulty.set(difficulty);
			}
			if let Some(work) = best.total_work {
				prometheus.total_work.set(work);
				prometheus.best_work_bits.set(work.bits() as u64);
			}
			prometheus.network_hash_rate.set(best.network_hash_rate.unwrap_or(f64::NAN));
		}
		prometheus.finality_lag.set(finality_lag);
		prometheus.local_hash_rate.set(self.local_hash_rate());
		prometheus.template_age.set(self.template_age().map_or(f64::NAN, |age| age.as_secs_f64()));
		if let Some(times) = self.verification_times() {
			prometheus.verification_quantiles.with_label_values(&["0.5"]).set(times.p50.as_secs_f64());
			prometheus.verification_quantiles.with_label_values(&["0.99"]).set(times.p99.as_secs_f64());
		}
	}
}

/// The nearest floating-point number.
pub(crate) fn as_f64(value: U256) -> f64 {
	value.0.iter().rev().fold(0.0, |sum, limb| sum * 2f64.powi(64) + *limb as f64)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_number_of_256_bits_keeps_its_magnitude() {
		assert_eq!(as_f64(U256::zero()), 0.0);
		assert_eq!(as_f64(U256::from(1_400)), 1_400.0);
		for bits in [1usize, 63, 64, 65, 128, 200, 255] {
			assert_eq!(as_f64(U256::one() << bits), 2f64.powi(bits as i32));
		}
		assert_eq!(as_f64(U256::MAX), 2f64.powi(256));
	}

	fn page(registry: &Registry) -> String {
		use substrate_prometheus_endpoint::prometheus::{Encoder, TextEncoder};
		let mut page = Vec::new();
		TextEncoder::new().encode(&registry.gather(), &mut page).unwrap();
		String::from_utf8(page).unwrap()
	}

	#[test]
	fn large_numbers_are_exported_in_full_and_once() {
		let registry = Registry::new();
		let metrics = Metrics::new(Some(&registry)).unwrap();
		let figures =
			|work| ChainFigures { difficulty: Some(U256::from(7)), total_work: Some(work), network_hash_rate: None };
		metrics.export(Some(figures(U256::MAX - 1)), 2);
		metrics.export(Some(figures(U256::MAX)), 3);
		metrics.export(None, 3);
		let text = page(&registry);
		let full = format!("bpiiot_pow_total_work_info{{hex=\"{:#x}\"}} 1", U256::MAX);
		assert!(text.contains(&full), "{full} is not in\n{text}");
		assert_eq!(text.matches("bpiiot_pow_total_work_info{").count(), 1, "the previous value is gone");
		assert!(text.contains("bpiiot_pow_difficulty_info{hex=\"0x7\"} 1"));
		assert!(text.contains("\nbpiiot_pow_difficulty 7\n"));
		assert!(text.contains("\nbpiiot_pow_finality_lag_blocks 3\n"));
	}

	#[test]
	fn every_reason_is_exported_before_it_happens() {
		let registry = Registry::new();
		let metrics = Metrics::new(Some(&registry)).unwrap();
		for reason in SealError::ALL {
			let line = format!("bpiiot_pow_rejected_seals_total{{reason=\"{}\"}}", reason.label());
			assert!(page(&registry).contains(&format!("{line} 0")), "{line}");
			metrics.on_rejected(reason);
			assert!(page(&registry).contains(&format!("{line} 1")), "{line}");
		}
	}

	#[test]
	fn the_deepest_reorganisation_is_remembered() {
		let metrics = Metrics::new(None).unwrap();
		assert_eq!(metrics.forks(), Forks::default());
		for depth in [2, 9, 1] {
			metrics.on_reorganised(depth);
		}
		metrics.on_orphans(12);
		assert_eq!(metrics.forks(), Forks { orphans: 12, last_reorg_depth: 1, max_reorg_depth: 9 });
	}
}
