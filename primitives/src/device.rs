//! Participants and devices: what the registry tells the other pallets.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::DispatchResult;

extern crate alloc;
use alloc::vec::Vec;

use crate::{DeviceId, Hash};

/// What a participant is on the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Role {
	/// Owns machines and pays for their maintenance.
	EquipmentOwner,
	/// Maintains machines and sells parts.
	ServiceProvider,
	/// Uses data that an owner shares.
	ThirdParty,
}

/// The bytes that a device's key signs to prove that it agrees to be registered by `owner` on the chain with `genesis`.
///
/// Without it anyone could register the account of somebody else's device and lock its owner out.
pub fn claim_payload<AccountId: Encode>(genesis: Hash, owner: &AccountId) -> Vec<u8> {
	(b"bpiiot/device-claim/1", genesis, owner).encode()
}

/// The registry as the other pallets see it.
pub trait Registry<AccountId> {
	/// The role of a participant; none for an account that is not one.
	fn role(who: &AccountId) -> Option<Role>;
	/// The device whose own account `who` is.
	fn device_of(who: &AccountId) -> Option<DeviceId>;
	/// The participant that owns a device.
	fn owner_of(device: DeviceId) -> Option<AccountId>;
	/// Registers a participant without an origin check, for benchmarks and genesis.
	fn register(who: &AccountId, role: Role, name: &[u8]) -> DispatchResult;
}

/// Whether a device still takes part in something, told to the registry by the pallets that use devices.
pub trait DeviceUse {
	/// True while the device has an agreement or a job that is not over; it must not be removed then.
	fn in_use(device: DeviceId) -> bool;
}

/// No pallet uses devices.
impl DeviceUse for () {
	fn in_use(_device: DeviceId) -> bool {
		false
	}
}
