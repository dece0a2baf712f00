use alloc::{vec, vec::Vec};

use bpiiot_primitives::{CLAIM_LIFE, sharing::Party};
use frame_support::{
	parameter_types,
	traits::{ConstU32, ConstU128, Contains},
	weights::Weight,
};
use pallet_device_registry::{
	AdmissionPolicy,
	admission::{LetsIn, settles},
};

use super::{AdmissionOrigin, deposit};
use crate::{
	AccountId, BPI, Balances, DAYS, DataSharing, Maintenance, Runtime, RuntimeCall, RuntimeHoldReason, Signature,
};

/// The calls whose fee a device's quota pays: a machine's own reports and requests, what it says of itself, and what it decides
/// about its data.
///
/// No batch, proxy or multisig call is among them, because whatever it carries would be paid too.
pub struct SponsoredCalls;

impl Contains<RuntimeCall> for SponsoredCalls {
	fn contains(call: &RuntimeCall) -> bool {
		use pallet_data_sharing::Call as Sharing;
		use pallet_maintenance::Call;
		matches!(
			call,
			RuntimeCall::Maintenance(
				Call::report { .. }
					| Call::request_service { .. }
					| Call::order_part { .. }
					| Call::notify { .. }
					| Call::request_planned { .. }
					| Call::submit_evidence { .. }
			) | RuntimeCall::DataSharing(
				Sharing::accept { .. }
					| Sharing::reject { .. }
					| Sharing::suspend { .. }
					| Sharing::resume { .. }
					| Sharing::end { .. }
					| Sharing::verify_record { .. }
					| Sharing::reject_record { .. }
					| Sharing::remove_record { .. }
					| Sharing::revoke { .. }
					| Sharing::acknowledge { .. }
			) | RuntimeCall::DeviceRegistry(pallet_device_registry::Call::set_status { .. })
				| RuntimeCall::Incentives(pallet_incentives::Call::withdraw_bonus { .. })
		)
	}
}

/// The calls for participants and their devices: those of the contracts, also where another call carries them in its signer's
/// name. What a proxy or a multisig carries has another origin, which the calls themselves check.
pub struct GatedCalls;

impl Contains<RuntimeCall> for GatedCalls {
	fn contains(call: &RuntimeCall) -> bool {
		match call {
			RuntimeCall::DeviceRegistry(_) | RuntimeCall::Maintenance(_) | RuntimeCall::DataSharing(_) => true,
			RuntimeCall::Utility(call) => carried(call).into_iter().any(Self::contains),
			_ => false,
		}
	}
}

/// The calls that a call of the utility pallet sends in its signer's name. The others need Root, or have an origin that is
/// derived from the signer's.
fn carried(call: &pallet_utility::Call<Runtime>) -> Vec<&RuntimeCall> {
	use pallet_utility::Call;
	match call {
		Call::batch { calls } | Call::batch_all { calls } | Call::force_batch { calls } => calls.iter().collect(),
		Call::if_else { main, fallback } => vec![main, fallback],
		_ => Vec::new(),
	}
}

/// The calls with which a newcomer comes in: the registration, or a batch that begins with it and in which everything fails
/// unless it succeeds, so that whatever follows is sent by a participant.
pub struct Registrations;

impl Contains<RuntimeCall> for Registrations {
	fn contains(call: &RuntimeCall) -> bool {
		let first = match call {
			RuntimeCall::Utility(pallet_utility::Call::batch_all { calls }) => calls.first(),
			call => Some(call),
		};
		matches!(first, Some(RuntimeCall::DeviceRegistry(pallet_device_registry::Call::register_participant { .. })))
	}
}

/// Those of whom one of the contracts holds something, or whose work on a request is not settled. What is held or reserved for a
/// proxy or a multisig is nothing to settle.
pub struct OpenAccounts;

impl Contains<AccountId> for OpenAccounts {
	fn contains(who: &AccountId) -> bool {
		let of_contract = |reason: &RuntimeHoldReason| {
			matches!(
				reason,
				RuntimeHoldReason::DeviceRegistry(_)
					| RuntimeHoldReason::Maintenance(_)
					| RuntimeHoldReason::DataSharing(_)
			)
		};
		pallet_balances::Holds::<Runtime>::get(who).iter().any(|hold| of_contract(&hold.id))
			|| Maintenance::has_work(who)
	}
}

/// What one who has been expelled, who has moved to another account, or who has left with money still held may send: calls
/// that bring to an end what others rely on, or take one's own back. They promise nothing new.
pub struct ExitCalls;

impl Contains<RuntimeCall> for ExitCalls {
	fn contains(call: &RuntimeCall) -> bool {
		use pallet_data_sharing::Call as Sharing;
		use pallet_maintenance::Call as Work;
		match call {
			RuntimeCall::DeviceRegistry(call) => settles(call),
			RuntimeCall::Maintenance(call) => matches!(
				call,
				Work::remove_part { .. }
					| Work::retire_template { .. }
					| Work::cancel_agreement { .. }
					| Work::withdraw_budget { .. }
					| Work::remove_agreement { .. }
					| Work::remove_plan { .. }
					| Work::reject_request { .. }
					| Work::complete_request { .. }
					| Work::submit_evidence { .. }
					| Work::confirm_request { .. }
					| Work::return_request { .. }
					| Work::dispute_request { .. }
					| Work::offer_settlement { .. }
					| Work::award_request { .. }
					| Work::expire_request { .. }
					| Work::archive_request { .. }
					| Work::remove_records { .. }
					| Work::remove_record { .. }
					// Refused by the contract but for accepted orders that are still to be delivered.
					| Work::replenish_part { .. }
					| Work::write_off_spares { .. }
			),
			RuntimeCall::DataSharing(call) => matches!(
				call,
				Sharing::reject { .. }
					| Sharing::suspend { .. }
					| Sharing::end { .. }
					| Sharing::remove_relationship { .. }
					| Sharing::reject_record { .. }
					| Sharing::withdraw_record { .. }
					| Sharing::remove_record { .. }
					| Sharing::revoke { .. }
					| Sharing::acknowledge { .. }
			),
			_ => false,
		}
	}
}

/// Those whom a participant has named in a contract: a device's pseudonym in a relationship that its partner has proposed, and
/// the arbiter of a disputed request.
pub struct Guests;

impl LetsIn<AccountId, RuntimeCall> for Guests {
	fn lets_in(who: &AccountId, call: &RuntimeCall) -> bool {
		match call {
			RuntimeCall::Maintenance(pallet_maintenance::Call::award_request { request, .. }) => {
				pallet_maintenance::Work::<Runtime>::contains_key(who, request)
			}
			RuntimeCall::DataSharing(_) => {
				let party = Party::Account(who.clone());
				pallet_data_sharing::RelationshipsOf::<Runtime>::iter_key_prefix(party).next().is_some()
			}
			_ => false,
		}
	}

	fn weight() -> Weight {
		<Runtime as frame_system::Config>::DbWeight::get().reads(1)
	}
}

parameter_types! {
	/// Open until a network decides otherwise, in its genesis block or by its committee.
	pub const InitialPolicy: AdmissionPolicy = AdmissionPolicy::Open;
}

impl pallet_device_registry::Config for Runtime {
	type AdmissionOrigin = AdmissionOrigin;
	type Currency = Balances;
	// A device of the usual size holds 0.42 BPI: what a block pays buys the room of two dozen, for as long as they are stored.
	type DepositBase = ConstU128<{ deposit(1, 0) }>;
	type DepositPerByte = ConstU128<{ deposit(0, 1) }>;
	type DeviceUse = (Maintenance, DataSharing);
	type ExitCalls = ExitCalls;
	type GatedCalls = GatedCalls;
	type Guests = Guests;
	type InitialPolicy = InitialPolicy;
	type MaxClaim = ConstU32<CLAIM_LIFE>;
	type MaxLoan = ConstU32<{ 5 * 365 * DAYS }>;
	type OpenAccounts = OpenAccounts;
	type Probation = ConstU32<{ 30 * DAYS }>;
	type Registrations = Registrations;
	type Retention = ConstU32<{ 365 * DAYS }>;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Signature = Signature;
	type SponsorStake = ConstU128<{ 100 * BPI }>;
	type SponsoredCalls = SponsoredCalls;
	type WeightInfo = pallet_device_registry::weights::SubstrateWeight<Runtime>;
}
