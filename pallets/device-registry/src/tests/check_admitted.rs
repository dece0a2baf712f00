//! Whose calls are refused before they get into a block.

use bpiiot_primitives::Role;
use frame_support::{assert_ok, dispatch::GetDispatchInfo};
use pallet_transaction_payment::ChargeTransactionPayment;
use sp_runtime::{
	traits::{DispatchTransaction, TransactionExtension, Zero},
	transaction_validity::{InvalidTransaction, TransactionSource, TransactionValidityError},
};

use super::{endow, spendable};
use crate::{
	AdmissionPolicy, Call, Terms, WeightInfo,
	admission::{CheckAdmitted, LetsIn, NOT_A_PARTICIPANT, NOT_LET_IN},
	mock::*,
	weights::SubstrateWeight,
};

const OUTSIDE: Result<(), TransactionValidityError> =
	Err(TransactionValidityError::Invalid(InvalidTransaction::Custom(NOT_A_PARTICIPANT)));
const AT_THE_DOOR: Result<(), TransactionValidityError> =
	Err(TransactionValidityError::Invalid(InvalidTransaction::Custom(NOT_LET_IN)));

/// Asks the pool's question.
fn validate(name: &str, call: impl Into<RuntimeCall>) -> Result<(), TransactionValidityError> {
	let call = call.into();
	CheckAdmitted::<Test>::new()
		.validate_only(signed(name), &call, &call.get_dispatch_info(), 100, TransactionSource::External, 0)
		.map(|_| ())
}

fn register() -> Call<Test> {
	Call::register_participant { role: Role::ThirdParty, name: text("x") }
}

/// A call of another pallet that is for participants only.
fn contract() -> RuntimeCall {
	frame_system::Call::remark_with_event { remark: vec![1] }.into()
}

// covers M13
#[test]
fn a_call_of_an_outsider_is_invalid_before_it_is_dispatched() {
	ExtBuilder::default().with_device("alice", "robot", 0).build_and_execute(|| {
		assert_eq!(validate("carol", contract()), OUTSIDE);
		assert_eq!(validate("nobody", contract()), OUTSIDE);
		assert_ok!(validate("zoe", contract()));
		assert_eq!(validate("zoe", Call::leave {}), OUTSIDE, "a guest is let in for what it was named in");
		for name in ["alice", "bob", "tom", "robot"] {
			assert_ok!(validate(name, contract()));
		}
		let transfer = pallet_balances::Call::transfer_keep_alive { dest: account("bob"), value: 1 };
		assert_ok!(validate("carol", transfer));
		assert_ok!(validate("carol", register()));
	});
}

// covers M13
#[test]
fn an_outsider_pays_nothing_and_no_call_runs() {
	ExtBuilder::default().build_and_execute(|| {
		let before = spendable("carol");
		let call = contract();
		let info = call.get_dispatch_info();
		let extension = (CheckAdmitted::<Test>::new(), ChargeTransactionPayment::<Test>::from(0));
		let sent = extension.dispatch_transaction(signed("carol"), call, &info, 100, 0);
		assert_eq!(sent.map(|_| ()), OUTSIDE);
		assert_eq!(spendable("carol"), before);
		assert!(System::events().is_empty());
	});
}

// covers M13, M66
#[test]
fn who_is_not_let_in_is_refused_at_the_door() {
	ExtBuilder::default().with_policy(AdmissionPolicy::ByCommittee).build_and_execute(|| {
		assert_eq!(validate("carol", register()), AT_THE_DOOR);
		assert_ok!(DeviceRegistry::admit(RuntimeOrigin::root(), account("carol")));
		assert_ok!(validate("carol", register()));
		assert_ok!(DeviceRegistry::set_policy(RuntimeOrigin::root(), AdmissionPolicy::BySponsor));
		assert_eq!(validate("dora", register()), AT_THE_DOOR);
		assert_ok!(DeviceRegistry::sponsor(signed("alice"), account("dora")));
		assert_ok!(validate("dora", register()));
		endow("dora", RICH);
		assert_ok!(DeviceRegistry::register_participant(signed("dora"), Role::ThirdParty, text("dora")));
		assert_eq!(validate("dora", register()), AT_THE_DOOR, "a sponsor's word is used up");
	});
}

/// The pool refuses at once what the call would refuse for a fee.
#[test]
fn who_is_in_or_has_lost_its_place_does_not_register() {
	ExtBuilder::default().with_device("alice", "robot", 0).with_identity("alice", "plant").build_and_execute(|| {
		for name in ["alice", "robot"] {
			assert_eq!(validate(name, register()), AT_THE_DOOR);
		}
		assert_ok!(DeviceRegistry::expel(RuntimeOrigin::root(), account("bob")));
		assert_ok!(DeviceRegistry::leave(signed("bob")));
		assert_eq!(validate("bob", register()), AT_THE_DOOR);
		assert_ok!(DeviceRegistry::readmit(RuntimeOrigin::root(), account("bob")));
		assert_ok!(validate("bob", register()));
		assert_ok!(DeviceRegistry::change_account(signed("alice"), account("olga"), consent(0, 1, "alice", "olga")));
		assert_ok!(DeviceRegistry::accept_device(signed("olga"), 0, claim("robot", &account("olga"))));
		assert_ok!(DeviceRegistry::leave(signed("alice")));
		assert_eq!(validate("alice", register()), AT_THE_DOOR);
	});
}

/// Who gains by cheating: one who has left, and reserves a little elsewhere to get calls into blocks for ever.
#[test]
fn what_is_reserved_elsewhere_settles_nothing() {
	use frame_support::traits::ReservableCurrency;
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(<Balances as ReservableCurrency<_>>::reserve(&account("carol"), ED));
		assert_eq!(validate("carol", Call::leave {}), OUTSIDE);
	});
}

/// Who gains by cheating: a partner who has been expelled, and goes on as a guest of those who trusted it.
#[test]
fn who_has_lost_its_place_is_nobodys_guest() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(validate("zoe", contract()));
		assert_ok!(DeviceRegistry::expel(RuntimeOrigin::root(), account("alice")));
		assert_eq!(validate("alice", contract()), OUTSIDE);
		assert_ok!(DeviceRegistry::leave(signed("alice")));
		assert_eq!(validate("alice", contract()), OUTSIDE);
	});
}

/// Calls that settle, and calls that do not, of one who has something to settle.
#[test]
fn one_who_has_been_expelled_or_has_left_settles_and_does_nothing_else() {
	let builder = ExtBuilder::default().with_device("alice", "robot", 500).with_identity("bob", "acme");
	builder.build_and_execute(|| {
		let exits: [RuntimeCall; 4] = [
			Call::remove_device { device: 0 }.into(),
			Call::withdraw_fees { device: 0, amount: 1 }.into(),
			Call::leave {}.into(),
			Call::remove_identity { identity: 0 }.into(),
		];
		let others: [RuntimeCall; 3] = [
			contract(),
			Call::fund_fees { device: 0, amount: 1 }.into(),
			Call::offer_device { device: 0, to: account("olga"), terms: Terms::Loan { until: 9 } }.into(),
		];
		assert_ok!(DeviceRegistry::expel(RuntimeOrigin::root(), account("alice")));
		assert_ok!(DeviceRegistry::retire_identity(signed("bob")));
		assert_ok!(DeviceRegistry::leave(signed("bob")));
		for name in ["alice", "bob"] {
			for call in &exits {
				assert_ok!(validate(name, call.clone()));
			}
			for call in &others {
				assert_eq!(validate(name, call.clone()), OUTSIDE, "{name}: {call:?}");
			}
		}
		// The device of one who has been expelled has nothing to settle.
		for call in exits.iter().chain(&others) {
			assert_eq!(validate("robot", call.clone()), OUTSIDE);
		}
		// When everything is settled, bob is an outsider as any other.
		go_to(1 + RETENTION);
		assert_ok!(DeviceRegistry::remove_identity(signed("bob"), 0));
		for call in exits {
			assert_eq!(validate("bob", call), OUTSIDE);
		}
	});
}

#[test]
fn nothing_is_checked_without_a_signer_and_nothing_is_charged_for_what_is_not_checked() {
	ExtBuilder::default().build_and_execute(|| {
		let extension = CheckAdmitted::<Test>::new();
		let call = contract();
		let info = call.get_dispatch_info();
		for origin in [RuntimeOrigin::root(), RuntimeOrigin::none()] {
			let base = sp_runtime::traits::TxBaseImplication(call.clone());
			assert!(extension.validate(origin, &call, &info, 0, (), &base, TransactionSource::External).is_ok());
		}
		let full = SubstrateWeight::<Test>::check_admitted() + <Visitor as LetsIn<_, _>>::weight();
		assert_eq!(extension.weight(&call), full);
		assert_eq!(extension.weight(&register().into()), SubstrateWeight::<Test>::check_registration());
		// A call whose fee a quota may pay costs what finding that quota costs.
		let sponsored = Call::set_status { device: 0, status: Default::default(), firmware: None }.into();
		assert_eq!(extension.weight(&sponsored), full + SubstrateWeight::<Test>::sponsored_fee());
		let free: RuntimeCall = frame_system::Call::set_heap_pages { pages: 1 }.into();
		assert!(extension.weight(&free).is_zero());
	});
}

#[test]
fn it_takes_no_bytes_so_that_no_wallet_has_to_know_it() {
	use codec::Encode;
	let extension = CheckAdmitted::<Test>::new();
	assert!(extension.encode().is_empty());
	let metadata = <CheckAdmitted<Test> as TransactionExtension<RuntimeCall>>::metadata();
	assert_eq!(metadata.len(), 1);
	assert_eq!(metadata[0].identifier, "CheckAdmitted");
}
