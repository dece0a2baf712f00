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

/// When a rule fires.
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
	/// A reading counts when its value is greater than this.
	pub value: Value,
	/// The rule fires when the count is greater than this: at 1000, the 1001st exceedance fires.
	pub count: u32,
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
pub struct Counter(pub u32);

impl Counter {
	/// Counts one reading as Table 1 does (lines 7 to 20, strict `>` in both comparisons) and says whether the rule fires.
	///
	/// A counter that fires is zero afterwards. A reading of another channel changes nothing.
	pub fn count(&mut self, threshold: &Threshold, reading: &Reading) -> bool {
		if reading.channel != threshold.channel || reading.value <= threshold.value {
			return false;
		}
		self.0 = self.0.saturating_add(1);
		let fires = self.0 > threshold.count;
		if fires {
			self.0 = 0;
		}
		fires
	}
}
