//! Figures over the recent past, in bounded memory.

use std::{
	collections::VecDeque,
	time::{Duration, Instant},
};

/// How many of the last times are kept: an hour of blocks at their usual rate, seconds of a sync.
const KEPT_TIMES: usize = 4_096;

/// How many samples a rate is taken over: at one a second, the last minute.
const KEPT_SAMPLES: usize = 60;

/// The last times that something took.
#[derive(Default)]
pub(super) struct RecentTimes {
	times: Vec<Duration>,
	next: usize,
}

/// What is usual and what is rare among the last 4096 times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantiles {
	/// Half of them took no longer.
	pub p50: Duration,
	/// One in a hundred took longer.
	pub p99: Duration,
}

impl RecentTimes {
	pub(super) fn push(&mut self, time: Duration) {
		match self.times.get_mut(self.next) {
			Some(oldest) => *oldest = time,
			None => self.times.push(time),
		}
		self.next = (self.next + 1) % KEPT_TIMES;
	}

	pub(super) fn quantiles(&self) -> Option<Quantiles> {
		let mut times = self.times.clone();
		times.sort_unstable();
		let last = times.len().checked_sub(1)?;
		let at = |percent: usize| times[last * percent / 100];
		Some(Quantiles { p50: at(50), p99: at(99) })
	}
}

/// A count's growth per second.
#[derive(Default)]
pub(super) struct RateMeter {
	samples: VecDeque<(Instant, u64)>,
}

impl RateMeter {
	pub(super) fn sample(&mut self, count: u64, now: Instant) {
		if self.samples.len() == KEPT_SAMPLES {
			self.samples.pop_front();
		}
		self.samples.push_back((now, count));
	}

	/// The growth per second from the oldest sample until now; 0 without samples.
	pub(super) fn rate(&self, count: u64, now: Instant) -> f64 {
		let Some((since, before)) = self.samples.front() else { return 0.0 };
		let seconds = now.saturating_duration_since(*since).as_secs_f64();
		if seconds > 0.0 { count.saturating_sub(*before) as f64 / seconds } else { 0.0 }
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn quantiles_are_those_of_the_last_times() {
		let mut times = RecentTimes::default();
		assert_eq!(times.quantiles(), None);
		times.push(Duration::from_secs(9));
		assert_eq!(times.quantiles().unwrap().p50, Duration::from_secs(9));
		for micros in (1..=KEPT_TIMES as u64).rev() {
			times.push(Duration::from_micros(micros));
		}
		let quantiles = times.quantiles().unwrap();
		assert_eq!(quantiles.p50, Duration::from_micros(2_048));
		assert_eq!(quantiles.p99, Duration::from_micros(4_055), "the nine seconds are forgotten");
		assert_eq!(times.times.len(), KEPT_TIMES);
	}

	#[test]
	fn a_rate_is_that_of_the_last_minute() {
		let start = Instant::now();
		let mut meter = RateMeter::default();
		assert_eq!(meter.rate(100, start), 0.0);
		for second in 0..600u64 {
			meter.sample(second * 10, start + Duration::from_secs(second));
		}
		assert_eq!(meter.samples.len(), KEPT_SAMPLES);
		let rate = meter.rate(6_000, start + Duration::from_secs(600));
		assert!((rate - 10.0).abs() < 1e-9, "{rate}");
		for second in 600..700u64 {
			meter.sample(6_000, start + Duration::from_secs(second));
		}
		assert_eq!(meter.rate(6_000, start + Duration::from_secs(700)), 0.0, "what has stopped has no rate");
	}
}
