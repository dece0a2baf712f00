//! Whose money pays for a transaction.

use bpiiot_primitives::Balance;
use frame_support::{
	assert_ok,
	dispatch::{GetDispatchInfo, PostDispatchInfo},
	weights::Weight,
};
use pallet_transaction_payment::ChargeTransactionPayment;
use sp_runtime::{
	DispatchErrorWithPostInfo,
	traits::{DispatchTransaction, Dispatchable},
	transaction_validity::{InvalidTransaction, TransactionSource, TransactionValidityError},
};

use super::{free, held};
use crate::{Error, Event, FeeQuota, mock::*};

const LEN: usize = 100;
const QUOTA: Balance = bpiiot_primitives::BPI;
const REFUSED: TransactionValidityError = TransactionValidityError::Invalid(InvalidTransaction::Payment);

fn remark() -> RuntimeCall {
	frame_system::Call::remark { remark: vec![1, 2, 3] }.into()
}

fn foreign() -> RuntimeCall {
	frame_system::Call::remark_with_event { remark: vec![1, 2, 3] }.into()
}

/// What a call costs at most, in planck.
fn price(call: &RuntimeCall) -> Balance {
	TransactionPayment::compute_fee(LEN as u32, &call.get_dispatch_info(), 0)
}

type Outcome = Result<Result<PostDispatchInfo, DispatchErrorWithPostInfo<PostDispatchInfo>>, TransactionValidityError>;

/// Takes a transaction all the way: validation, payment, execution, correction of the payment.
fn send(name: &str, call: RuntimeCall, tip: Balance) -> Outcome {
	let info = call.get_dispatch_info();
	ChargeTransactionPayment::<Test>::from(tip).dispatch_transaction(signed(name), call, &info, LEN, 0)
}

/// Asks the pool's question: would it be valid?
fn validate(name: &str, call: &RuntimeCall, tip: Balance) -> Result<(), TransactionValidityError> {
	ChargeTransactionPayment::<Test>::from(tip)
		.validate_only(signed(name), call, &call.get_dispatch_info(), LEN, TransactionSource::External, 0)
		.map(|_| ())
}

#[test]
fn the_owner_pays_for_its_device() {
	ExtBuilder::default().with_device("alice", "robot", QUOTA).build_and_execute(|| {
		let fee = price(&remark());
		assert!(fee > 0);
		assert_ok!(validate("robot", &remark(), 0));
		assert_ok!(send("robot", remark(), 0).expect("valid"));
		assert_eq!((FeeQuota::<Test>::get(0), held("alice"), free("alice")), (QUOTA - fee, QUOTA - fee, RICH - QUOTA));
		assert_eq!(free("fees"), fee);
		assert_eq!(free("robot"), 0);
		assert_eq!(events(), [Event::FeeSponsored { device: 0, owner: account("alice"), fee }]);
	});
}

#[test]
fn unused_weight_is_paid_back_into_the_quota() {
	ExtBuilder::default().with_device("alice", "robot", QUOTA).build_and_execute(|| {
		let call = remark();
		let mut info = call.get_dispatch_info();
		info.call_weight = Weight::from_parts(1_000_000, 0);
		let most = TransactionPayment::compute_fee(LEN as u32, &info, 0);
		let post = PostDispatchInfo { actual_weight: Some(Weight::from_parts(400_000, 0)), ..Default::default() };
		let fee = TransactionPayment::compute_actual_fee(LEN as u32, &info, &post, 0);
		assert!(fee < most);
		let taken = ChargeTransactionPayment::<Test>::from(0).test_run(signed("robot"), &call, &info, LEN, 0, |_| {
			assert_eq!(held("alice"), QUOTA - most, "the greatest fee is taken first");
			Ok(post)
		});
		assert_ok!(taken.expect("valid"));
		assert_eq!((FeeQuota::<Test>::get(0), held("alice"), free("alice")), (QUOTA - fee, QUOTA - fee, RICH - QUOTA));
		assert_eq!(free("fees"), fee);
		assert_eq!(events().pop(), Some(Event::FeeSponsored { device: 0, owner: account("alice"), fee }));
	});
}

#[test]
fn a_call_that_fails_costs_its_fee() {
	ExtBuilder::default().with_device("alice", "robot", QUOTA).build_and_execute(|| {
		let call: RuntimeCall = crate::Call::update_device { device: 0, profile: profile("press") }.into();
		let fee = price(&call);
		let error = send("robot", call, 0).expect("valid").expect_err("a device cannot update itself");
		assert_eq!(error.error, Error::<Test>::NotAuthorized.into());
		assert_eq!((FeeQuota::<Test>::get(0), held("alice"), free("fees")), (QUOTA - fee, QUOTA - fee, fee));
	});
}

#[test]
fn the_quota_covers_exactly_what_it_covers() {
	ExtBuilder::default().with_device("alice", "robot", 0).build_and_execute(|| {
		let fee = price(&remark()).max(ED);
		assert_eq!(fee, price(&remark()), "a fee is above the existential deposit, or the handler could not take it");
		assert_eq!(validate("robot", &remark(), 0), Err(REFUSED), "no quota");
		assert_ok!(DeviceRegistry::fund_fees(signed("alice"), 0, fee - 1));
		assert_eq!(validate("robot", &remark(), 0), Err(REFUSED), "one planck short");
		assert_eq!(send("robot", remark(), 0).err(), Some(REFUSED));
		assert_eq!(held("alice"), fee - 1);
		assert_ok!(DeviceRegistry::fund_fees(signed("alice"), 0, 1));
		assert_ok!(send("robot", remark(), 0).expect("valid"));
		assert_eq!(held("alice"), 0);
		assert_eq!(validate("robot", &remark(), 0), Err(REFUSED), "spent");
	});
}

#[test]
fn one_device_does_not_spend_the_quota_of_another() {
	ExtBuilder::default().with_device("alice", "robot", 0).with_device("alice", "press", QUOTA).build_and_execute(
		|| {
			assert_eq!(validate("robot", &remark(), 0), Err(REFUSED));
			assert_ok!(send("press", remark(), 0).expect("valid"));
		},
	);
}

#[test]
fn a_device_does_not_fall_back_to_its_own_balance() {
	ExtBuilder::default().with_device("alice", "robot", 1).build_and_execute(|| {
		assert_ok!(Balances::transfer_allow_death(signed("carol"), account("robot"), QUOTA));
		assert_eq!(validate("robot", &remark(), 0), Err(REFUSED));
		assert_eq!(free("robot"), QUOTA);
	});
}

#[test]
fn a_stolen_key_cannot_tip_a_miner_out_of_the_quota() {
	ExtBuilder::default().with_device("alice", "robot", QUOTA).build_and_execute(|| {
		// Without money of its own the device cannot tip.
		assert_eq!(validate("robot", &remark(), 1), Err(REFUSED));
		assert_eq!(send("robot", remark(), QUOTA / 2).err(), Some(REFUSED));
		assert_eq!(held("alice"), QUOTA);
		// With money of its own it pays everything itself.
		assert_ok!(Balances::transfer_allow_death(signed("carol"), account("robot"), QUOTA));
		let fee = price(&remark());
		assert_ok!(send("robot", remark(), 500).expect("valid"));
		assert_eq!((held("alice"), free("robot")), (QUOTA, QUOTA - fee - 500));
		assert_eq!(free("fees"), fee + 500);
	});
}

#[test]
fn a_stolen_key_cannot_use_the_quota_for_other_calls() {
	ExtBuilder::default().with_device("alice", "robot", QUOTA).build_and_execute(|| {
		assert_eq!(validate("robot", &foreign(), 0), Err(REFUSED));
		assert_eq!(send("robot", foreign(), 0).err(), Some(REFUSED));
		assert_eq!(held("alice"), QUOTA);
		assert_ok!(Balances::transfer_allow_death(signed("carol"), account("robot"), QUOTA));
		let fee = price(&foreign());
		assert_ok!(send("robot", foreign(), 0).expect("valid"));
		assert_eq!((held("alice"), free("robot")), (QUOTA, QUOTA - fee));
	});
}

#[test]
fn everybody_else_pays_for_themselves() {
	ExtBuilder::default().with_device("alice", "robot", QUOTA).build_and_execute(|| {
		let fee = price(&remark());
		assert_ok!(send("carol", remark(), 7_000).expect("valid"));
		assert_ok!(send("alice", remark(), 0).expect("valid"));
		assert_eq!((free("carol"), free("alice")), (RICH - fee - 7_000, RICH - QUOTA - fee));
		assert_eq!((held("alice"), free("fees")), (QUOTA, 2 * fee + 7_000));
		assert!(events().is_empty());
	});
}

#[test]
fn a_removed_device_is_not_sponsored_any_more() {
	ExtBuilder::default().with_device("alice", "robot", QUOTA).build_and_execute(|| {
		assert_ok!(DeviceRegistry::remove_device(signed("alice"), 0));
		assert_eq!(validate("robot", &remark(), 0), Err(REFUSED));
	});
}

#[test]
fn a_quota_that_is_withdrawn_after_validation_stops_the_transaction() {
	ExtBuilder::default().with_device("alice", "robot", QUOTA).build_and_execute(|| {
		assert_ok!(validate("robot", &remark(), 0));
		assert_ok!(DeviceRegistry::withdraw_fees(signed("alice"), 0, QUOTA));
		assert_eq!(send("robot", remark(), 0).err(), Some(REFUSED));
		assert_eq!((held("alice"), free("alice")), (0, RICH));
	});
}

#[test]
fn the_refund_for_a_device_that_is_removed_meanwhile_goes_to_the_owner() {
	ExtBuilder::default().with_device("alice", "robot", QUOTA).build_and_execute(|| {
		let call = remark();
		let mut info = call.get_dispatch_info();
		info.call_weight = Weight::from_parts(1_000_000, 0);
		let post = PostDispatchInfo { actual_weight: Some(Weight::from_parts(1_000, 0)), ..Default::default() };
		let fee = TransactionPayment::compute_actual_fee(LEN as u32, &info, &post, 0);
		let outcome = ChargeTransactionPayment::<Test>::from(0).test_run(signed("robot"), &call, &info, LEN, 0, |_| {
			assert_ok!(DeviceRegistry::remove_device(signed("alice"), 0));
			Ok(post)
		});
		assert_ok!(outcome.expect("valid"));
		assert_eq!((held("alice"), free("alice"), free("fees")), (0, RICH - fee, fee));
		assert!(!FeeQuota::<Test>::contains_key(0));
	});
}

#[test]
fn a_call_that_does_not_pay_leaves_the_quota_alone() {
	ExtBuilder::default().with_device("alice", "robot", QUOTA).build_and_execute(|| {
		let call = remark();
		let mut info = call.get_dispatch_info();
		info.pays_fee = frame_support::dispatch::Pays::No;
		let outcome = ChargeTransactionPayment::<Test>::from(0).test_run(signed("robot"), &call, &info, LEN, 0, |_| {
			remark().dispatch(signed("robot")).map_err(|error| error.error.into())
		});
		assert_ok!(outcome.expect("valid"));
		assert_eq!(held("alice"), QUOTA);
	});
}
