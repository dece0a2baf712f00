//! Agreements between an owner and a service provider.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::ConstU32;
use sp_runtime::BoundedVec;

use crate::{Balance, Threshold};

/// The provider's number of a part in its price list, at most 32 bytes.
pub type PartNumber = BoundedVec<u8, ConstU32<32>>;

/// Number of a published agreement template.
pub type TemplateId = u32;
/// Number of a maintenance plan's entry.
pub type PlanId = u32;

/// What happens when a rule fires. In Table 1 vibration requests service and temperature orders a part.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Action {
	/// Calls the provider to the machine (paper: `requestService`).
	RequestService,
	/// Orders a part and holds its price (paper: `orderPart`).
	OrderPart {
		/// Which part of the provider's price list.
		part: PartNumber,
		/// How many.
		quantity: u32,
		/// The order is refused when it would cost more than this, in planck for the whole quantity.
		max_price: Balance,
	},
	/// Tells owner and provider, and asks for nothing.
	Notify,
}

impl Action {
	/// Which of the three it is.
	pub const fn kind(&self) -> ActionKind {
		match self {
			Self::RequestService => ActionKind::RequestService,
			Self::OrderPart { .. } => ActionKind::OrderPart,
			Self::Notify => ActionKind::Notify,
		}
	}
}

/// An [`Action`] without its details.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum ActionKind {
	/// Calls the provider to the machine.
	RequestService,
	/// Orders a part.
	OrderPart,
	/// Tells owner and provider.
	Notify,
}

/// One rule of an agreement.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Rule {
	/// When it fires.
	pub threshold: Threshold,
	/// What it does then.
	pub action: Action,
}
