//! Participants and devices: what the registry tells the other pallets.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::{DispatchError, DispatchResult};

extern crate alloc;
use alloc::vec::Vec;

use crate::{BlockNumber, DAYS, DeviceId, Hash, identity::PublicKey};

/// What a participant is on the platform.
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
pub enum Role {
	/// Owns machines and pays for their maintenance.
	EquipmentOwner,
	/// Maintains machines and sells parts.
	ServiceProvider,
	/// Uses data that an owner shares.
	ThirdParty,
}

/// For how many blocks ahead a device can agree to an owner, at most: a day. Whoever had a machine once must not keep a claim
/// for the day on which somebody else gives it a new key.
pub const CLAIM_LIFE: BlockNumber = DAYS;

/// A device's consent to belong to an owner. Without it anyone could register the account of somebody else's device and lock
/// its owner out.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub struct Claim<Signature, BlockNumber> {
	/// The last block in which it is good; at most [`CLAIM_LIFE`] ahead.
	pub until: BlockNumber,
	/// The signature of the device's key over [`claim_payload`].
	pub signature: Signature,
}

/// The bytes that a device's key signs to prove that it agrees, up to the block `until`, to belong to `owner` on the chain with
/// `genesis`.
pub fn claim_payload<AccountId: Encode, BlockNumber: Encode>(
	genesis: Hash,
	owner: &AccountId,
	until: BlockNumber,
) -> Vec<u8> {
	(b"bpiiot/device-claim/1", genesis, owner, until).encode()
}

/// The registry as the other pallets see it.
pub trait Registry<AccountId> {
	/// The role of a participant; none for an account that is not one, that has been expelled, or whose identity has moved to
	/// another account.
	fn role(who: &AccountId) -> Option<Role>;
	/// The device whose own account `who` is.
	fn device_of(who: &AccountId) -> Option<DeviceId>;
	/// The participant that owns a device.
	fn owner_of(device: DeviceId) -> Option<AccountId>;
	/// Registers a participant without an origin check, an admission or a deposit, for benchmarks and genesis.
	fn register(who: &AccountId, role: Role, name: &[u8]) -> DispatchResult;
	/// Registers a device without an origin check, its key's claim or a deposit, for benchmarks.
	fn register_device(owner: &AccountId, account: &AccountId) -> Result<DeviceId, DispatchError> {
		let _ = (owner, account);
		Err(DispatchError::Other("This registry has no devices."))
	}
	/// The present account of the identity that `former` belongs or belonged to; none when there is no such identity, or it has
	/// been retired.
	fn successor_of(former: &AccountId) -> Option<AccountId> {
		let _ = former;
		None
	}
	/// All accounts that the identity of `who` has or had, in their order, `who` among them; none without an identity.
	fn accounts_of(who: &AccountId) -> Vec<AccountId> {
		let _ = who;
		Vec::new()
	}
	/// Gives a participant an identity that has moved from its account to another one, without an origin check, keys, a consent or
	/// a deposit, for benchmarks.
	fn move_identity(from: &AccountId, to: &AccountId) -> DispatchResult {
		let _ = (from, to);
		Err(DispatchError::Other("This registry has no identities."))
	}
	/// Who works with a device: the one to whom it is lent, or else its owner.
	fn operator_of(device: DeviceId) -> Option<AccountId> {
		Self::owner_of(device)
	}
	/// Whether an account may take part now: a participant that has neither been expelled nor moved to another account, or the
	/// device of one. Where the owner has moved, the device goes with the account to which it has.
	fn is_admitted(who: &AccountId) -> bool {
		Self::role(who).is_some()
	}
	/// Whether a key was among the valid keys of the identity of `who` in the state after `block`, and `who` was the identity's
	/// account then. False for a block that is not there yet.
	fn key_valid_at(who: &AccountId, key: &PublicKey, block: BlockNumber) -> bool {
		let _ = (who, key, block);
		false
	}
	/// Whether a party has registered this alias of a device, see [`crate::identity::alias`].
	fn has_alias(party: &AccountId, alias: &Hash) -> bool {
		let _ = (party, alias);
		false
	}
}

/// Whether a device still takes part in something, told to the registry by the pallets that use devices.
pub trait DeviceUse {
	/// True while the device has an agreement or a job that is not over; it must not be removed then.
	fn in_use(device: DeviceId) -> bool;
}

/// Either of two pallets uses a device.
impl<One: DeviceUse, Other: DeviceUse> DeviceUse for (One, Other) {
	fn in_use(device: DeviceId) -> bool {
		One::in_use(device) || Other::in_use(device)
	}
}

/// No pallet uses devices.
impl DeviceUse for () {
	fn in_use(_device: DeviceId) -> bool {
		false
	}
}
