//! Service layer: what the unit does with readings and with the chain.
//!
//! General services: [`manager`] runs the drivers, [`engine`] is the input side of the journal, [`controller`] counts
//! Table 1. Blockchain service: [`submitter`] brings triggers to the chain, each once.

pub mod controller;
pub mod engine;
pub mod manager;
pub mod submitter;

use bpiiot_primitives::{AgreementId, Rule};
use codec::{Decode, Encode};

/// What an agreement asks of this unit.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Terms {
	/// Number of the agreement.
	pub agreement: AgreementId,
	/// Whether it is in force, so that its rules count.
	pub active: bool,
	/// Its rules; their order is their number.
	pub rules: Vec<Rule>,
}
