//! What the registry stores about participants and devices.

use bpiiot_primitives::{Moment, PartNumber, Role};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{BoundedVec, traits::ConstU32};
use scale_info::TypeInfo;

/// Most bytes of a participant's name or of a device's kind.
///
/// It keeps a single registration from filling the state with text.
pub const MAX_NAME: u32 = 64;
/// Most bytes of a device's details, for the same reason.
pub const MAX_DETAILS: u32 = 256;
/// Most kinds of parts in one device's profile.
///
/// Every reader of a device decodes the whole list, so a longer one would make each of them pay for its owner.
pub const MAX_PARTS: u32 = 64;
/// Most entries that a view function returns at once, so that a query cannot keep a node busy.
pub const MAX_PAGE: u32 = 100;

/// UTF-8 text of at most [`MAX_NAME`] bytes.
pub type Name = BoundedVec<u8, ConstU32<MAX_NAME>>;
/// UTF-8 text of at most [`MAX_DETAILS`] bytes.
pub type Details = BoundedVec<u8, ConstU32<MAX_DETAILS>>;

/// A participant of the platform.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Participant<BlockNumber> {
	/// What it is on the platform; never changes.
	pub role: Role,
	/// How it wants to be called.
	pub name: Name,
	/// The block in which it registered.
	pub registered_at: BlockNumber,
}

/// A kind of part that is built into a device.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Part {
	/// Its number in the supplier's price list.
	pub number: PartNumber,
	/// Where it sits, numbered by the owner as in the device's channels.
	pub position: u8,
	/// How many of it; not zero.
	pub quantity: u32,
}

/// The record of a device: type, details, production date and parts (paper, section on Figure 3).
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct DeviceProfile {
	/// Its type, such as a model name.
	pub kind: Name,
	/// Anything else its owner wants others to know.
	pub details: Details,
	/// When it was made, in milliseconds since the Unix epoch.
	pub production_date: Moment,
	/// What it is made of.
	pub parts: BoundedVec<Part, ConstU32<MAX_PARTS>>,
}

/// A registered device.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Device<AccountId, BlockNumber> {
	/// The equipment owner that registered it.
	pub owner: AccountId,
	/// The account with which the device itself signs.
	pub account: AccountId,
	/// Its record.
	pub profile: DeviceProfile,
	/// The block in which it was registered.
	pub registered_at: BlockNumber,
}
