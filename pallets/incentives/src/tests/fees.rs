use bpiiot_primitives::{BPI, Balance};
use frame_support::{
	assert_ok,
	dispatch::GetDispatchInfo,
	traits::{OnUnbalanced, fungible::Balanced},
};
use pallet_transaction_payment::ChargeTransactionPayment;
use sp_runtime::{Digest, traits::DispatchTransaction};

use super::{free, issuance};
use crate::{Event, mock::*};

const REWARD: Balance = 10 * BPI;
const LEN: usize = 200;

fn transfer() -> RuntimeCall {
	pallet_balances::Call::transfer_keep_alive { dest: account("bob"), value: BPI }.into()
}

/// What the transfer costs without a tip, in planck.
fn price() -> Balance {
	TransactionPayment::compute_fee(LEN as u32, &transfer().get_dispatch_info(), 0)
}

/// Alice transfers one token with a tip.
fn send(tip: Balance) {
	let call = transfer();
	let info = call.get_dispatch_info();
	let sent = ChargeTransactionPayment::<Test>::from(tip).dispatch_transaction(
		RuntimeOrigin::signed(account("alice")),
		call,
		&info,
		LEN,
		0,
	);
	assert_ok!(sent.expect("valid"));
}

// covers M87
#[test]
fn fees_and_tips_go_to_the_author() {
	execute(|| {
		block(&by("miner"), || {
			send(0);
			send(777);
			assert_eq!(free("miner"), REWARD + 2 * price() + 777);
		});
		assert_eq!(free("miner"), 2 * price() + 777 + REWARD);
		assert_eq!(free("alice"), RICH - 2 * BPI - 2 * price() - 777);
		assert_eq!(issuance(), RICH + REWARD);
		assert_eq!(events(), [Event::Rewarded { author: account("miner"), amount: REWARD }]);
	});
}

#[test]
fn fees_of_a_block_without_an_author_are_burned() {
	execute(|| {
		block(&Digest::default(), || send(5));
		assert_eq!(events(), [Event::FeesBurned { amount: price() + 5 }]);
		assert_eq!(issuance(), RICH - price() - 5);
	});
}

/// Pays a fee to the author of the block.
fn pay(amount: Balance) {
	crate::AuthorFees::<Test>::on_unbalanced(<Balances as Balanced<_>>::issue(amount));
}

#[test]
fn a_new_miner_receives_the_smallest_fee_of_its_first_block() {
	execute(|| {
		block(&by("miner"), || pay(1));
		assert_eq!((free("miner"), issuance()), (REWARD + 1, RICH + REWARD + 1));
	});
}

#[test]
fn fees_that_cannot_bring_an_account_to_life_are_burned() {
	BlockReward::set(0);
	execute(|| {
		block(&by("miner"), || {
			pay(ED - 1);
			assert_eq!(events(), [Event::FeesBurned { amount: ED - 1 }]);
			assert_eq!((free("miner"), issuance()), (0, RICH));
			pay(ED);
			assert_eq!((free("miner"), issuance()), (ED, RICH + ED));
			pay(1);
			assert_eq!(free("miner"), ED + 1);
			pay(0);
		});
	});
}
