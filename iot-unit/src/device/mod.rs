//! Device layer: drivers that turn what sensors say into readings.
//!
//! A driver sends [`Input`]s to the engine through a bounded queue and knows nothing of rules or of the chain.

pub mod decimal;
pub mod mqtt;
pub mod payload;
pub mod replay;

use std::fmt;

use bpiiot_primitives::{AgreementId, Channel, Reading, TriggerSeq};

use crate::service::Terms;

/// Messages that may wait between the drivers and the engine.
pub const QUEUE: usize = 8_192;

/// The largest payload that is parsed, in bytes. Larger ones are counted and dropped before anything looks into them.
pub const MAX_PAYLOAD: usize = 64 * 1024;

/// Tells a driver that everything in its message has reached the disk.
pub type Ack = Box<dyn FnOnce() + Send>;

/// What reaches the engine.
pub enum Input {
	/// A message in the JSON format of [`payload`], with the channel that its topic stands for, if any.
	Message {
		/// The JSON text.
		payload: Vec<u8>,
		/// The channel of readings that name none.
		channel: Option<Channel>,
		/// Called after the commit.
		ack: Option<Ack>,
	},
	/// A reading of a driver that does its own parsing.
	Reading(Reading),
	/// Something that a driver could not read.
	Rejected {
		/// Why.
		cause: Cause,
		/// What it was, for the log.
		detail: String,
		/// Called after the commit.
		ack: Option<Ack>,
	},
	/// The agreements as the chain has them now.
	Terms {
		/// Those that this unit serves.
		terms: Vec<Terms>,
		/// No trigger may have a smaller number than this: the chain has seen all below.
		first_trigger: TriggerSeq,
	},
	/// The trigger numbers and counters are saved and the engine ends.
	Stop,
}

/// Why a reading was not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
	/// The message is not what the format says, or a line is cut off.
	Malformed,
	/// The value is not a number or infinite.
	NotFinite,
	/// The value has more than the 9 223 372 036 854 units that the chain's numbers hold.
	OutOfRange,
	/// The message is larger than [`MAX_PAYLOAD`].
	TooLarge,
	/// The channel has a reading with this time already.
	Duplicate,
	/// The time lies before the channel's last reading.
	Backwards,
	/// The time lies more than a day in the future of the unit's clock and of its newest reading.
	Future,
	/// The unit watches its greatest number of channels already.
	TooManyChannels,
}

impl Cause {
	/// All causes, in the order of their numbers in the journal.
	pub const ALL: [Cause; 8] = [
		Cause::Malformed,
		Cause::NotFinite,
		Cause::OutOfRange,
		Cause::TooLarge,
		Cause::Duplicate,
		Cause::Backwards,
		Cause::Future,
		Cause::TooManyChannels,
	];

	/// Its name in status, metrics and logs.
	pub fn name(self) -> &'static str {
		match self {
			Cause::Malformed => "malformed",
			Cause::NotFinite => "not_finite",
			Cause::OutOfRange => "out_of_range",
			Cause::TooLarge => "too_large",
			Cause::Duplicate => "duplicate",
			Cause::Backwards => "backwards",
			Cause::Future => "future",
			Cause::TooManyChannels => "too_many_channels",
		}
	}
}

impl fmt::Display for Cause {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(self.name())
	}
}

/// The place of a rule: its agreement, and its number within it.
pub type RuleKey = (AgreementId, bpiiot_primitives::RuleIndex);
