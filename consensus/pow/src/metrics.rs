//! What the engine counts.

use std::sync::{
	Arc,
	atomic::{AtomicU64, Ordering},
};

use substrate_prometheus_endpoint::{Counter, CounterVec, Gauge, Opts, PrometheusError, Registry, U64, register};

use crate::seal::SealError;

/// Counters of one node's engine. A clone counts into the same.
#[derive(Clone)]
pub struct Metrics(Arc<Inner>);

struct Inner {
	rejected: [AtomicU64; SealError::ALL.len()],
	runtime_calls: AtomicU64,
	challenges: AtomicU64,
	prometheus: Option<Prometheus>,
}

struct Prometheus {
	rejected_seals: CounterVec<U64>,
	runtime_calls: Counter<U64>,
	challenges: Counter<U64>,
	blocks_mined: Counter<U64>,
	reorganisations: Counter<U64>,
	best_work_bits: Gauge<U64>,
}

impl Prometheus {
	fn register(registry: &Registry) -> Result<Self, PrometheusError> {
		Ok(Self {
			rejected_seals: register(
				CounterVec::new(
					Opts::new("bpiiot_pow_rejected_seals_total", "Headers refused for their seal, by reason"),
					&["reason"],
				)?,
				registry,
			)?,
			runtime_calls: register(
				Counter::new("bpiiot_pow_runtime_calls_total", "Runtime calls made to check or build blocks")?,
				registry,
			)?,
			challenges: register(
				Counter::new("bpiiot_pow_challenges_total", "Puzzle challenges that this node has tried to solve")?,
				registry,
			)?,
			blocks_mined: register(
				Counter::new("bpiiot_pow_blocks_mined_total", "Blocks that this node has mined and imported")?,
				registry,
			)?,
			reorganisations: register(
				Counter::new("bpiiot_pow_reorganisations_total", "Times that the best chain lost a block")?,
				registry,
			)?,
			best_work_bits: register(
				Gauge::new("bpiiot_pow_best_work_bits", "Binary logarithm of the best chain's total work")?,
				registry,
			)?,
		})
	}
}

impl Metrics {
	/// Starts counting, and exports to `registry` where there is one.
	pub fn new(registry: Option<&Registry>) -> Result<Self, PrometheusError> {
		Ok(Self(Arc::new(Inner {
			rejected: Default::default(),
			runtime_calls: AtomicU64::new(0),
			challenges: AtomicU64::new(0),
			prometheus: registry.map(Prometheus::register).transpose()?,
		})))
	}

	/// Headers refused for one reason.
	pub fn rejected(&self, reason: SealError) -> u64 {
		self.0.rejected[reason as usize].load(Ordering::Relaxed)
	}

	/// Runtime calls that checking and building blocks has made.
	pub fn runtime_calls(&self) -> u64 {
		self.0.runtime_calls.load(Ordering::Relaxed)
	}

	/// Challenges tried by this node's mining threads.
	pub fn challenges(&self) -> u64 {
		self.0.challenges.load(Ordering::Relaxed)
	}

	pub(crate) fn on_rejected(&self, reason: SealError) {
		self.0.rejected[reason as usize].fetch_add(1, Ordering::Relaxed);
		if let Some(prometheus) = &self.0.prometheus {
			prometheus.rejected_seals.with_label_values(&[reason.label()]).inc();
		}
	}

	pub(crate) fn on_runtime_call(&self) {
		self.0.runtime_calls.fetch_add(1, Ordering::Relaxed);
		if let Some(prometheus) = &self.0.prometheus {
			prometheus.runtime_calls.inc();
		}
	}

	pub(crate) fn on_challenge(&self) {
		self.0.challenges.fetch_add(1, Ordering::Relaxed);
		if let Some(prometheus) = &self.0.prometheus {
			prometheus.challenges.inc();
		}
	}

	pub(crate) fn on_mined(&self) {
		if let Some(prometheus) = &self.0.prometheus {
			prometheus.blocks_mined.inc();
		}
	}

	pub(crate) fn on_best(&self, work_bits: usize, reorganised: bool) {
		if let Some(prometheus) = &self.0.prometheus {
			prometheus.best_work_bits.set(work_bits as u64);
			if reorganised {
				prometheus.reorganisations.inc();
			}
		}
	}
}
