use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	parameter_types,
	traits::{ConstU32, InstanceFilter},
};
use scale_info::TypeInfo;
use sp_runtime::traits::BlakeTwo256;

use super::deposit;
use crate::{Balance, Balances, Runtime, RuntimeCall, RuntimeEvent, System};

/// What an account may do in another's name.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
)]
pub enum ProxyType {
	/// Every call.
	#[default]
	Any,
	/// The daily work on accepted requests, and the device's record. Nothing that promises money, chooses a partner, pays or gives
	/// up a payment: a proxy could otherwise make an agreement with itself and have its owner pay for it, put up a provider's
	/// bond, or turn its paid work away.
	Maintenance,
	/// Refusing announced proxy calls.
	CancelProxy,
}

impl InstanceFilter<RuntimeCall> for ProxyType {
	fn filter(&self, call: &RuntimeCall) -> bool {
		match self {
			Self::Any => true,
			Self::Maintenance => matches!(
				call,
				RuntimeCall::DeviceRegistry(
					pallet_device_registry::Call::update_device { .. }
						| pallet_device_registry::Call::set_status { .. },
				) | RuntimeCall::Maintenance(
					pallet_maintenance::Call::complete_request { .. }
						| pallet_maintenance::Call::return_request { .. }
						| pallet_maintenance::Call::expire_request { .. }
						| pallet_maintenance::Call::submit_evidence { .. }
						| pallet_maintenance::Call::archive_request { .. }
						| pallet_maintenance::Call::replenish_part { .. }
						| pallet_maintenance::Call::write_off_part { .. },
				),
			),
			Self::CancelProxy => {
				matches!(call, RuntimeCall::Proxy(pallet_proxy::Call::reject_announcement { .. }))
			}
		}
	}

	fn is_superset(&self, other: &Self) -> bool {
		self == other || *self == Self::Any
	}
}

parameter_types! {
	// One entry of 8 bytes, and 33 bytes for each proxy; an announcement is 66 bytes.
	pub const ProxyDepositBase: Balance = deposit(1, 8);
	pub const ProxyDepositFactor: Balance = deposit(0, 33);
	pub const AnnouncementDepositBase: Balance = deposit(1, 8);
	pub const AnnouncementDepositFactor: Balance = deposit(0, 66);
}

impl pallet_proxy::Config for Runtime {
	type AnnouncementDepositBase = AnnouncementDepositBase;
	type AnnouncementDepositFactor = AnnouncementDepositFactor;
	type BlockNumberProvider = System;
	type CallHasher = BlakeTwo256;
	type Currency = Balances;
	type MaxPending = ConstU32<32>;
	type MaxProxies = ConstU32<32>;
	type ProxyDepositBase = ProxyDepositBase;
	type ProxyDepositFactor = ProxyDepositFactor;
	type ProxyType = ProxyType;
	type RuntimeCall = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_proxy::weights::SubstrateWeight<Runtime>;
}
