use frame_support::traits::Contains;

use crate::{Balances, Maintenance, Runtime, RuntimeCall, RuntimeHoldReason, Signature};

/// The calls whose fee a device's quota pays: a machine's own reports and requests.
///
/// No batch, proxy or multisig call is among them, because whatever it carries would be paid too.
pub struct SponsoredCalls;

impl Contains<RuntimeCall> for SponsoredCalls {
	fn contains(call: &RuntimeCall) -> bool {
		use pallet_maintenance::Call;
		matches!(
			call,
			RuntimeCall::Maintenance(Call::report { .. } | Call::request_service { .. } | Call::order_part { .. })
		)
	}
}

impl pallet_device_registry::Config for Runtime {
	type Currency = Balances;
	type DeviceUse = Maintenance;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Signature = Signature;
	type SponsoredCalls = SponsoredCalls;
	type WeightInfo = ();
}
