//! The counting rule of Table 1: a counter for each rule, which fires when readings have exceeded a threshold more than
//! a given number of times, and then starts again from zero.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

use crate::Moment;

/// A measured value in millionths of the metric's unit, so that a chain without floating point can compare it.
///
/// 75.4955 °C is 75 495 500.
pub type Value = i64;

/// Millionths to one unit of a metric.
pub const MICRO: Value = 1_000_000;

/// What a sensor measures. Units: temperature °C, vibration g, pressure bar, displacement mm.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Hash,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Metric {
	/// °C.
	Temperature,
	/// Root mean square of the acceleration, g.
	Vibration,
	/// bar.
	Pressure,
	/// mm.
	Displacement,
	/// A metric that owner and provider have numbered between themselves.
	Custom(u16),
}

/// A metric at one position of a device.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Hash,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub struct Channel {
	/// What is measured.
	pub metric: Metric,
	/// Where on the device, numbered by its owner.
	pub position: u8,
}

/// One value of one channel at one time of the device's clock.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub struct Reading {
	/// What was measured, and where.
	pub channel: Channel,
	/// Millionths of the metric's unit.
	pub value: Value,
	/// Device time, milliseconds since the Unix epoch.
	pub at: Moment,
}

/// On which side of a threshold readings count.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
	/// Greater than the threshold, as in Table 1: a bearing that runs hot.
	#[default]
	Above,
	/// Less than the threshold: a pipe that loses pressure.
	Below,
}

/// When a rule fires. [`Threshold::above`] is Table 1; the other side and the pause are extensions.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub struct Threshold {
	/// The channel that is watched.
	pub channel: Channel,
	/// A reading counts when its value is beyond this, in millionths of the metric's unit; the value itself does not count.
	pub value: Value,
	/// The rule fires when the count is greater than this: at 1000, the 1001st exceedance fires.
	pub count: u32,
	/// Which side is beyond.
	pub direction: Direction,
	/// For how long nothing is counted after the rule has fired, in milliseconds of the device's clock; zero in Table 1.
	pub cool_down: Moment,
}

impl Threshold {
	/// Counts values greater than `value`, and fires when the count is greater than `count`, as Table 1 does.
	pub const fn above(channel: Channel, value: Value, count: u32) -> Self {
		Self { channel, value, count, direction: Direction::Above, cool_down: 0 }
	}

	/// Counts values less than `value`.
	pub const fn below(channel: Channel, value: Value, count: u32) -> Self {
		Self { channel, value, count, direction: Direction::Below, cool_down: 0 }
	}

	/// The same with a pause of so many milliseconds after it has fired.
	pub const fn cooling(self, cool_down: Moment) -> Self {
		Self { cool_down, ..self }
	}

	/// Whether a value is beyond the threshold, strictly.
	pub const fn is_exceeded_by(&self, value: Value) -> bool {
		match self.direction {
			Direction::Above => value > self.value,
			Direction::Below => value < self.value,
		}
	}
}

/// How often a rule's threshold has been exceeded since it last fired.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Serialize,
	Deserialize,
)]
pub struct Counter {
	/// The count; at most the rule's count threshold.
	pub count: u32,
	/// Readings before this time of the device's clock are not counted, in milliseconds since the Unix epoch. Zero unless
	/// the rule has a pause and has fired.
	pub quiet_until: Moment,
}

impl Counter {
	/// A counter that has seen so many exceedances and does not pause.
	pub const fn at(count: u32) -> Self {
		Self { count, quiet_until: 0 }
	}

	/// Counts one reading as Table 1 does (lines 7 to 20, strict in both comparisons) and says whether the rule fires.
	///
	/// A counter that fires is zero afterwards. A reading of another channel, or one in the rule's pause, changes nothing.
	pub fn count(&mut self, threshold: &Threshold, reading: &Reading) -> bool {
		if reading.channel != threshold.channel
			|| reading.at < self.quiet_until
			|| !threshold.is_exceeded_by(reading.value)
		{
			return false;
		}
		self.count = self.count.saturating_add(1);
		let fires = self.count > threshold.count;
		if fires {
			self.count = 0;
			if threshold.cool_down > 0 {
				self.quiet_until = reading.at.saturating_add(threshold.cool_down);
			}
		}
		fires
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const HEAT: Channel = Channel { metric: Metric::Temperature, position: 1 };

	fn fires(counter: &mut Counter, threshold: &Threshold, value: Value, at: Moment) -> bool {
		counter.count(threshold, &Reading { channel: HEAT, value, at })
	}

	// covers M59
	#[test]
	fn table_1_counts_the_1000th_and_fires_at_the_1001st() {
		let threshold = Threshold::above(HEAT, 200 * MICRO, 1_000);
		let mut counter = Counter::default();
		for at in 1..=1_000 {
			assert!(!fires(&mut counter, &threshold, 200 * MICRO, at), "the threshold itself is not exceeded");
			assert!(!fires(&mut counter, &threshold, 200 * MICRO + 1, at));
		}
		assert_eq!(counter, Counter::at(1_000));
		assert!(fires(&mut counter, &threshold, 200 * MICRO + 1, 1_001));
		assert_eq!(counter, Counter::default(), "it starts again from zero");
	}

	#[test]
	fn below_is_strict_too() {
		let threshold = Threshold::below(HEAT, -5, 1);
		let mut counter = Counter::default();
		for value in [-5, -4, 0, Value::MAX] {
			assert!(!fires(&mut counter, &threshold, value, 1));
			assert_eq!(counter.count, 0);
		}
		assert!(!fires(&mut counter, &threshold, -6, 2));
		assert!(fires(&mut counter, &threshold, Value::MIN, 3));
		assert_eq!(counter, Counter::default());
	}

	#[test]
	fn a_pause_is_measured_by_the_devices_clock() {
		let threshold = Threshold::above(HEAT, 0, 1).cooling(100);
		let mut counter = Counter::default();
		assert!(!fires(&mut counter, &threshold, 1, 10));
		assert!(fires(&mut counter, &threshold, 1, 20));
		assert_eq!(counter, Counter { count: 0, quiet_until: 120 });
		for at in [21, 119] {
			assert!(!fires(&mut counter, &threshold, 1, at));
			assert_eq!(counter.count, 0, "a reading in the pause is not counted");
		}
		assert!(!fires(&mut counter, &threshold, 1, 120));
		assert!(fires(&mut counter, &threshold, 1, 120));
		assert_eq!(counter.quiet_until, 220);
	}

	#[test]
	fn a_pause_without_end_does_not_overflow() {
		let threshold = Threshold::above(HEAT, 0, 0).cooling(Moment::MAX);
		let mut counter = Counter::default();
		assert!(fires(&mut counter, &threshold, 1, 1));
		assert_eq!(counter.quiet_until, Moment::MAX);
		assert!(!fires(&mut counter, &threshold, 1, Moment::MAX - 1));
		assert!(fires(&mut counter, &threshold, 1, Moment::MAX));
	}

	#[test]
	fn a_counter_at_its_end_fires() {
		let mut counter = Counter::at(u32::MAX);
		assert!(
			!fires(&mut counter, &Threshold::above(HEAT, 0, u32::MAX), 1, 1),
			"nothing is greater than the greatest"
		);
		assert!(fires(&mut counter, &Threshold::above(HEAT, 0, u32::MAX - 1), 1, 2));
	}

	#[test]
	fn each_channel_counts_for_itself() {
		let threshold = Threshold::above(HEAT, 0, 0);
		let elsewhere = [
			Channel { metric: Metric::Temperature, position: 2 },
			Channel { metric: Metric::Custom(1), position: 1 },
			Channel { metric: Metric::Displacement, position: 1 },
		];
		for channel in elsewhere {
			assert!(!Counter::default().count(&threshold, &Reading { channel, value: 1, at: 0 }));
			assert!(
				Counter::default().count(&Threshold { channel, ..threshold }, &Reading { channel, value: 1, at: 0 })
			);
		}
	}
}
