//! One file for each call or pair of opposite calls; the views, the extension, the fees; and what must hold after any calls.

mod accept_device;
mod accept_loan;
mod add_keys;
mod admit;
mod aliases;
mod change_account;
mod check_admitted;
mod clear_history;
mod end_loan;
mod expel;
mod forget_account;
mod fund_fees;
mod genesis;
mod handles;
mod leave;
mod linkage;
mod model;
mod offer_device;
mod oracle;
mod properties;
mod prune_keys;
mod register_device;
mod register_identity;
mod register_participant;
mod remove_device;
mod remove_identity;
mod replace_account;
mod retire_identity;
mod retire_keys;
mod rotate_keys;
mod set_inventory;
mod set_policy;
mod set_status;
mod shared_identity;
mod sponsor;
mod sponsored_fees;
mod stateful;
mod tear_down;
mod update_device;
mod views;
mod withdraw_fees;
mod withdraw_offer;

use frame_support::{
	assert_ok,
	traits::fungible::{Inspect, InspectHold},
};
use sp_runtime::DispatchError;

use crate::{HoldReason, mock::*};

/// What is held of an account for fees, in planck.
fn held(name: &str) -> u128 {
	Balances::balance_on_hold(&HoldReason::FeeQuota.into(), &account(name))
}

/// What is held of an account for what it has stored, in planck.
fn deposited(name: &str) -> u128 {
	Balances::balance_on_hold(&HoldReason::Deposit.into(), &account(name))
}

/// What is held of an account for newcomers, in planck.
fn staked(name: &str) -> u128 {
	Balances::balance_on_hold(&HoldReason::SponsorStake.into(), &account(name))
}

/// What an account can spend, in planck.
fn spendable(name: &str) -> u128 {
	Balances::balance(&account(name))
}

/// What an account can spend once it has removed everything that it stores, in planck.
fn free(name: &str) -> u128 {
	spendable(name) + deposited(name)
}

/// Gives an account more money.
fn endow(name: &str, amount: u128) {
	let new = Balances::balance(&account(name)) + amount;
	assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), account(name), new));
}

const BAD_ORIGIN: DispatchError = DispatchError::BadOrigin;

/// The deposit of an entry, in planck.
const ENTRY: u128 = bpiiot_primitives::BPI / 10;
/// The deposit of a pair of keys, in planck.
const KEYS: u128 = 3 * ENTRY;
