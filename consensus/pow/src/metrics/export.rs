//! The metrics as Prometheus sees them.

use parking_lot::Mutex;
use sp_core::U256;
use substrate_prometheus_endpoint::{
	Counter, CounterVec, F64, Gauge, GaugeVec, Histogram, HistogramOpts, Opts, PrometheusError, Registry, U64,
	prometheus::core::Collector, register,
};

use super::as_f64;
use crate::{miner::SUBMIT_OUTCOMES, refusal::BlockRefusal, seal::SealError};

pub(super) struct Prometheus {
	pub(super) rejected_seals: CounterVec<U64>,
	pub(super) refused_blocks: CounterVec<U64>,
	pub(super) verification: Histogram,
	pub(super) verification_quantiles: GaugeVec<F64>,
	pub(super) runtime_calls: Counter<U64>,
	pub(super) challenges: Counter<U64>,
	pub(super) solutions: Counter<U64>,
	pub(super) blocks_mined: Counter<U64>,
	pub(super) submissions: CounterVec<U64>,
	pub(super) external_miners: Gauge<U64>,
	pub(super) reorganisations: Counter<U64>,
	pub(super) reorganisation_depth: Histogram,
	pub(super) last_reorganisation_depth: Gauge<U64>,
	pub(super) max_reorganisation_depth: Gauge<U64>,
	pub(super) orphans: Gauge<U64>,
	pub(super) best_work_bits: Gauge<U64>,
	pub(super) difficulty: Wide,
	pub(super) total_work: Wide,
	pub(super) network_hash_rate: Gauge<F64>,
	pub(super) local_hash_rate: Gauge<F64>,
	pub(super) template_age: Gauge<F64>,
	pub(super) finality_lag: Gauge<U64>,
}

/// A number of 256 bits: a gauge with its nearest floating-point number, and beside it, because that loses digits, a metric
/// `…_info` that is always 1 and carries the whole number in hexadecimal as the label `hex`.
pub(super) struct Wide {
	nearest: Gauge<F64>,
	info: GaugeVec<U64>,
	shown: Mutex<Option<String>>,
}

impl Wide {
	fn register(name: &str, help: &str, registry: &Registry) -> Result<Self, PrometheusError> {
		let info = Opts::new(format!("{name}_info"), format!("{help}, in full as the label"));
		Ok(Self {
			nearest: register(Gauge::new(name, help)?, registry)?,
			info: register(GaugeVec::new(info, &["hex"])?, registry)?,
			shown: Mutex::new(None),
		})
	}

	pub(super) fn set(&self, value: U256) {
		let hex = format!("{value:#x}");
		let mut shown = self.shown.lock();
		if shown.as_ref() != Some(&hex) {
			self.nearest.set(as_f64(value));
			self.info.with_label_values(&[&hex]).set(1);
			if let Some(previous) = shown.replace(hex) {
				let _ = self.info.remove_label_values(&[&previous]);
			}
		}
	}
}

fn add<M: Clone + Collector + 'static>(
	metric: Result<M, PrometheusError>,
	registry: &Registry,
) -> Result<M, PrometheusError> {
	register(metric?, registry)
}

impl Prometheus {
	pub(super) fn register(registry: &Registry) -> Result<Self, PrometheusError> {
		let counter = |name: &str, help: &str| add(Counter::new(name, help), registry);
		let counters =
			|name: &str, help: &str, label: &str| add(CounterVec::new(Opts::new(name, help), &[label]), registry);
		let gauge = |name: &str, help: &str| add(Gauge::<U64>::new(name, help), registry);
		let real = |name: &str, help: &str| add(Gauge::<F64>::new(name, help), registry);
		let histogram = |name: &str, help: &str, buckets: &[f64]| {
			add(Histogram::with_opts(HistogramOpts::new(name, help).buckets(buckets.to_vec())), registry)
		};

		let exported = Self {
			rejected_seals: counters(
				"bpiiot_pow_rejected_seals_total",
				"Headers refused for their seal, by reason",
				"reason",
			)?,
			refused_blocks: counters(
				"bpiiot_pow_refused_blocks_total",
				"Blocks with a good seal that were refused, by reason",
				"reason",
			)?,
			verification: histogram(
				"bpiiot_pow_verification_seconds",
				"Time that checking one seal took",
				&[25e-6, 50e-6, 75e-6, 100e-6, 150e-6, 200e-6, 300e-6, 500e-6, 1e-3, 2e-3, 5e-3, 10e-3, 50e-3],
			)?,
			verification_quantiles: add(
				GaugeVec::new(
					Opts::new(
						"bpiiot_pow_verification_quantile_seconds",
						"Time that checking one seal took, quantiles of the last 4096 checks",
					),
					&["quantile"],
				),
				registry,
			)?,
			runtime_calls: counter("bpiiot_pow_runtime_calls_total", "Runtime calls made to check or build blocks")?,
			challenges: counter("bpiiot_pow_challenges_total", "Puzzle challenges that this node has tried to solve")?,
			solutions: counter("bpiiot_pow_solutions_total", "Puzzle solutions that this node has found")?,
			blocks_mined: counter("bpiiot_pow_blocks_mined_total", "Blocks that this node has mined and imported")?,
			submissions: counters(
				"bpiiot_pow_submissions_total",
				"Solutions offered for a template by this node's threads and by external miners, by outcome",
				"outcome",
			)?,
			external_miners: gauge("bpiiot_pow_external_miners", "Miners outside of this process that have work")?,
			reorganisations: counter("bpiiot_pow_reorganisations_total", "Times that the best chain lost a block")?,
			reorganisation_depth: histogram(
				"bpiiot_pow_reorganisation_depth_blocks",
				"Blocks that the best chain lost at once",
				&[1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 21.0, 34.0, 55.0, 89.0, 144.0],
			)?,
			last_reorganisation_depth: gauge(
				"bpiiot_pow_last_reorganisation_depth_blocks",
				"Blocks that the best chain lost the last time that it lost any",
			)?,
			max_reorganisation_depth: gauge(
				"bpiiot_pow_max_reorganisation_depth_blocks",
				"The most blocks that the best chain lost at once since the node's start",
			)?,
			orphans: gauge(
				"bpiiot_pow_orphans",
				"Blocks imported since the node's start that are not in the best chain",
			)?,
			best_work_bits: gauge("bpiiot_pow_best_work_bits", "Binary logarithm of the best chain's total work")?,
			difficulty: Wide::register(
				"bpiiot_pow_difficulty",
				"Difficulty of the next block, in mean tries",
				registry,
			)?,
			total_work: Wide::register(
				"bpiiot_pow_total_work",
				"Total work of the best chain, in mean tries",
				registry,
			)?,
			network_hash_rate: real(
				"bpiiot_pow_network_hash_rate",
				"Solutions a second of all miners, estimated from the last blocks",
			)?,
			local_hash_rate: real(
				"bpiiot_pow_local_hash_rate",
				"Solutions a second of this node's threads, over the last minute",
			)?,
			template_age: real(
				"bpiiot_pow_template_age_seconds",
				"Age of the searched template, NaN when there is none",
			)?,
			finality_lag: gauge("bpiiot_pow_finality_lag_blocks", "Blocks from the finalized to the best one")?,
		};
		// A label that has no sample yet would be missing until it happens, and a rate over it would miss the first time.
		for reason in SealError::ALL {
			exported.rejected_seals.with_label_values(&[reason.label()]);
		}
		for reason in BlockRefusal::ALL {
			exported.refused_blocks.with_label_values(&[reason.label()]);
		}
		for outcome in SUBMIT_OUTCOMES {
			exported.submissions.with_label_values(&[outcome]);
		}
		for quantile in ["0.5", "0.99"] {
			exported.verification_quantiles.with_label_values(&[quantile]).set(f64::NAN);
		}
		exported.network_hash_rate.set(f64::NAN);
		exported.template_age.set(f64::NAN);
		Ok(exported)
	}
}
