//! One file for each call, one for sessions, one for cheating, and one for random call sequences.

mod admit;
mod apply;
mod cheating;
mod genesis;
mod heartbeat;
mod leave;
mod offchain_worker;
mod pardon;
mod properties;
mod purge_keys;
mod reject;
mod remove;
mod report_equivocation;
mod resume;
mod sessions;
mod set_session_length;
mod stand_down;
mod views;
mod withdraw_application;
mod withdraw_bond;

use frame_support::{
	assert_ok,
	traits::fungible::{Inspect, InspectHold},
};

use crate::{HoldReason, Status, Verifiers as Records, mock::*};

/// What is held of an account as a bond, in planck.
fn held(name: &str) -> u128 {
	Balances::balance_on_hold(&HoldReason::Bond.into(), &account(name))
}

/// The free balance of an account, in planck.
fn free(name: &str) -> u128 {
	Balances::balance(&account(name))
}

fn status(name: &str) -> Option<Status> {
	Records::<Test>::get(account(name)).map(|verifier| verifier.status)
}

/// Registers the keys of a name, and applies.
fn apply(name: &str) {
	assert_ok!(set_keys(name, name));
	assert_ok!(Verifiers::apply(signed(name)));
}

fn admit(name: &str) {
	apply(name);
	assert_ok!(Verifiers::admit(RuntimeOrigin::root(), account(name)));
}
