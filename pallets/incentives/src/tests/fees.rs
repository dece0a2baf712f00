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

/// The author's part of a block's reward.
const REWARD: Balance = 17 * BPI / 2;
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

/// The treasury's part of a fee.
fn half(fee: Balance) -> Balance {
	fee / 2
}

// covers M87
#[test]
fn the_author_and_the_treasury_share_fees_and_tips_are_the_authors() {
	execute(|| {
		block(&by("miner"), || {
			let treasury = free("treasury");
			send(0);
			send(777);
			let fee = price();
			assert_eq!(free("treasury") - treasury, 2 * half(fee));
			assert_eq!(free("miner"), REWARD + 2 * (fee - half(fee)) + 777);
			assert_eq!(free("alice"), RICH - 2 * BPI - 2 * fee - 777);
		});
		assert_eq!(issuance(), GENESIS + 10 * BPI, "no fee is lost");
		assert_eq!(events().len(), 1, "fees leave no event of this pallet: {:?}", events());
	});
}

#[test]
fn the_authors_part_of_fees_is_burned_in_a_block_without_an_author() {
	execute(|| {
		block(&by("miner"), || ());
		let (treasury, issued) = (free("treasury"), issuance());
		block(&Digest::default(), || send(5));
		let burned = price() - half(price()) + 5;
		assert_eq!(events(), [Event::FeesBurned { amount: burned }]);
		assert_eq!((free("treasury"), issuance()), (treasury + half(price()), issued - burned));
	});
}

/// Pays a fee to the author of the block and the treasury.
fn pay(amount: Balance) {
	crate::AuthorFees::<Test>::on_unbalanced(<Balances as Balanced<_>>::issue(amount));
}

#[test]
fn a_new_miner_receives_the_smallest_fees_of_its_first_block() {
	execute(|| {
		block(&by("miner"), || {
			let treasury = free("treasury");
			pay(1);
			assert_eq!((free("miner"), free("treasury")), (REWARD + 1, treasury), "an odd planck is the author's");
			pay(2);
			assert_eq!((free("miner"), free("treasury")), (REWARD + 2, treasury + 1));
		});
		assert_eq!(issuance(), GENESIS + 10 * BPI + 3);
	});
}

#[test]
fn fees_that_cannot_bring_an_account_to_life_are_burned() {
	let rewards_off = || BlockReward::set(0);
	execute_with(rewards_off, || {
		block(&by("miner"), || {
			pay(2 * ED - 2);
			assert_eq!(events(), [Event::FeesBurned { amount: 2 * ED - 2 }]);
			assert_eq!((free("miner"), free("treasury"), issuance()), (0, 0, GENESIS));
			pay(2 * ED - 1);
			assert_eq!(events().last(), Some(&Event::FeesBurned { amount: ED - 1 }), "the treasury's");
			assert_eq!((free("miner"), free("treasury"), issuance()), (ED, 0, GENESIS + ED));
			pay(2 * ED);
			assert_eq!((free("miner"), free("treasury")), (2 * ED, ED));
			pay(1);
			assert_eq!((free("miner"), free("treasury")), (2 * ED + 1, ED));
			pay(0);
		});
	});
}
