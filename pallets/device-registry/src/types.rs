//! What the registry stores about participants, identities and devices.

use bpiiot_primitives::{
	Hash, Moment, PartNumber, Role,
	identity::{Handle, KeyIndex, KeyPair},
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{BoundedVec, traits::ConstU32};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// Most bytes of a participant's name or of a device's kind.
///
/// It keeps a single registration from filling the state with text.
pub const MAX_NAME: u32 = 64;
/// Most bytes of a device's details, for the same reason.
pub const MAX_DETAILS: u32 = 256;
/// Most kinds of parts in one device's profile, and most kinds in its inventory.
///
/// Every reader of a device decodes the whole list, so a longer one would make each of them pay for its owner.
pub const MAX_PARTS: u32 = 64;
/// Most levels of parts within parts; the device's own parts are the first. Who draws the tree recurses as deep.
pub const MAX_DEPTH: u32 = 8;
/// Most entries that a view function returns at once, so that a query cannot keep a node busy; also most entries of a history
/// that one call clears.
pub const MAX_PAGE: u32 = 100;
/// Most pairs of keys that an identity uses at a time. Whoever encrypts to it encrypts to each.
pub const MAX_KEYS: u32 = 16;
/// Most pairs of keys that an identity stores, the replaced ones included. It keeps the removal of an identity within a block.
pub const MAX_STORED_KEYS: u32 = 64;
/// Most accounts that an identity has in its life, for the same reason.
pub const MAX_ACCOUNTS: u32 = 32;

/// UTF-8 text of at most [`MAX_NAME`] bytes.
pub type Name = BoundedVec<u8, ConstU32<MAX_NAME>>;
/// UTF-8 text of at most [`MAX_DETAILS`] bytes.
pub type Details = BoundedVec<u8, ConstU32<MAX_DETAILS>>;

/// Who may become a participant.
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
pub enum AdmissionPolicy {
	/// Everybody.
	#[default]
	Open,
	/// Those whom the committee has admitted.
	ByCommittee,
	/// Those for whom a participant answers with a stake, and those whom the committee has admitted.
	BySponsor,
}

/// What an account is to the registry, as far as its calls are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
	/// No participant, and nothing of it is held.
	Outsider,
	/// Expelled, moved to another account, or gone and with money still held: it may settle what is open, and nothing else.
	Leaving,
	/// A participant, or the device of one.
	Admitted,
}

/// A participant of the platform.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Participant<BlockNumber, Balance> {
	/// What it is on the platform; cannot be changed while it stays.
	pub role: Role,
	/// How it wants to be called.
	pub name: Name,
	/// The block in which it registered.
	pub registered_at: BlockNumber,
	/// Whether the committee has expelled it; `Expulsions` says so too, and beyond its leaving.
	pub expelled: bool,
	/// Whether its identity has moved to another account, so that this one only settles what is open.
	pub moved: bool,
	/// What is held of it for this record, in planck.
	pub deposit: Balance,
}

/// That somebody answers for a newcomer.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Sponsorship<AccountId, BlockNumber, Balance> {
	/// Who.
	pub sponsor: AccountId,
	/// What is lost when the newcomer is expelled, in planck.
	pub stake: Balance,
	/// The block from which the stake is free; none as long as the newcomer has not come.
	pub until: Option<BlockNumber>,
	/// What is held of the sponsor for this record, in planck.
	pub deposit: Balance,
}

/// A kind of part that is built into a device.
///
/// A profile lists a part after the one that contains it, so that the list is a tree by its form.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Part {
	/// Its number in the supplier's price list.
	pub number: PartNumber,
	/// Where it sits, numbered by the owner as in the device's channels.
	pub position: u8,
	/// How many of it; not zero.
	pub quantity: u32,
	/// The part that contains it, as its place in the list, which is before this one; none for a part of the device itself.
	pub parent: Option<u8>,
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

/// What a device is doing.
#[derive(
	Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum DeviceStatus {
	/// Working or ready to work.
	#[default]
	Operating,
	/// Switched off or waiting for work.
	Idle,
	/// Being maintained.
	InMaintenance,
	/// Not able to work.
	Faulty,
	/// Taken out of service for good.
	Decommissioned,
}

/// A registered device.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Device<AccountId, BlockNumber, Balance> {
	/// The equipment owner to whom it belongs.
	pub owner: AccountId,
	/// The account with which the device itself signs.
	pub account: AccountId,
	/// Its record.
	pub profile: DeviceProfile,
	/// What it is doing, as its operator or itself has said last.
	pub status: DeviceStatus,
	/// blake2b-256 of its firmware image, as its operator or itself has said last.
	pub firmware: Option<Hash>,
	/// The block in which it was registered.
	pub registered_at: BlockNumber,
	/// What is held of its owner for this record, in planck.
	pub deposit: Balance,
}

/// Something that is kept with a device: a tool, an accessory, a spare part.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Stock {
	/// Its number in the supplier's price list.
	pub number: PartNumber,
	/// How many of it; not zero.
	pub quantity: u32,
}

/// A list of [`Stock`] in which no number is twice.
pub type Stocks = BoundedVec<Stock, ConstU32<MAX_PARTS>>;

/// What is kept with a device.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Inventory<Balance> {
	/// What.
	pub items: Stocks,
	/// What is held of the device's owner for it, in planck.
	pub deposit: Balance,
}

/// What an owner offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Terms<BlockNumber> {
	/// The device itself.
	Transfer,
	/// The use of the device.
	Loan {
		/// The block at which it ends.
		until: BlockNumber,
	},
}

/// A device offered to somebody.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Offer<AccountId, BlockNumber, Balance> {
	/// To whom.
	pub to: AccountId,
	/// What.
	pub terms: Terms<BlockNumber>,
	/// What is held of the device's owner for this record, in planck.
	pub deposit: Balance,
}

/// A device that is lent.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Loan<AccountId, BlockNumber, Balance> {
	/// To whom.
	pub borrower: AccountId,
	/// The block at which it ends by itself.
	pub until: BlockNumber,
	/// The entry of the device's history about it.
	pub entry: u32,
	/// What is held of the device's owner for this record, in planck.
	pub deposit: Balance,
}

/// Something that has happened to a device.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Passage<AccountId, BlockNumber> {
	/// It has a new owner.
	Transferred {
		/// The owner before.
		from: AccountId,
		/// The owner since.
		to: AccountId,
	},
	/// It was lent.
	Lent {
		/// Its owner.
		lender: AccountId,
		/// Who worked with it.
		borrower: AccountId,
		/// The block at which the loan ended, or will end.
		until: BlockNumber,
	},
	/// It signs with a new account.
	Rekeyed {
		/// The account before.
		old: AccountId,
		/// The account since.
		new: AccountId,
	},
}

/// An entry of a device's history.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct HistoryEntry<AccountId, BlockNumber, Balance> {
	/// What has happened.
	pub passage: Passage<AccountId, BlockNumber>,
	/// In which block.
	pub at: BlockNumber,
	/// Whose money is held for the entry.
	pub payer: AccountId,
	/// How much, in planck.
	pub deposit: Balance,
}

/// The nonce of an account that belonged to a device.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct KeptNonce<AccountId, Nonce, Balance> {
	/// The nonce.
	pub nonce: Nonce,
	/// Whose money is held for the record.
	pub payer: AccountId,
	/// How much, in planck.
	pub deposit: Balance,
}

/// An identity: a string, an account, and keys.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Identity<AccountId, BlockNumber, Balance> {
	/// The string under which it is known.
	pub handle: Handle,
	/// Its account, which has also paid the deposits.
	pub account: AccountId,
	/// The block in which it was registered.
	pub registered_at: BlockNumber,
	/// The block in which it was retired; its string stays taken as long as it is stored.
	pub retired_at: Option<BlockNumber>,
	/// Its valid pairs of keys. None once it is retired, or when it ended the last one for want of room to rotate it.
	pub keys: BoundedVec<KeyIndex, ConstU32<MAX_KEYS>>,
	/// The number of its next pair.
	pub next_key: KeyIndex,
	/// How many pairs are stored, the replaced ones included.
	pub stored_keys: u32,
	/// How many accounts it has had.
	pub accounts: u32,
	/// What is held of its account for it, its keys and its history, in planck.
	pub deposit: Balance,
}

/// A pair of keys of an identity, and when it was valid.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct KeyRecord<BlockNumber, Balance> {
	/// The keys.
	pub pair: KeyPair,
	/// The first block after which they were valid.
	pub from: BlockNumber,
	/// The first block after which they no longer were.
	pub until: Option<BlockNumber>,
	/// The part of the identity's deposit that is for this record, in planck.
	pub deposit: Balance,
}

/// An account of an identity, and when it was.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct AccountSpan<AccountId, BlockNumber> {
	/// The account.
	pub account: AccountId,
	/// The first block after which it was the identity's.
	pub from: BlockNumber,
	/// The first block after which it no longer was.
	pub until: Option<BlockNumber>,
}

/// Whether a block lies within a span; `until` does not belong to it.
pub fn within<BlockNumber: PartialOrd>(block: BlockNumber, from: BlockNumber, until: Option<BlockNumber>) -> bool {
	from <= block && until.is_none_or(|until| block < until)
}

/// An alias of a device towards the party that has registered it. Nothing in it, and nothing in the state beside it, says of
/// which device.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct AliasRecord<BlockNumber, Balance> {
	/// The block in which it was registered.
	pub registered_at: BlockNumber,
	/// What is held of the party for it, in planck.
	pub deposit: Balance,
}
