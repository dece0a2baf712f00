//! Incentives with the real registry, the real records and real fees, in whole blocks.

use bpiiot_primitives::{
	incentives::{POT_ID, TREASURY_ID, account_of},
	sharing::{Aggregate, Content, DataType, Details, Function, Kind, MAX_ATTESTORS, Party, Pointer, Quorum, Summary},
};
use codec::MaxEncodedLen;
use frame_support::{dispatch::GetDispatchInfo, traits::Get, weights::WeightToFee};
use pallet_data_sharing::Call as Sharing;
use pallet_incentives::{BonusOf, Call, Config, HoldReason, Outcome, Standing};

use super::*;

fn bounded<T: TryFrom<Vec<u8>>>(text: &str) -> T {
	T::try_from(text.as_bytes().to_vec()).ok().unwrap()
}

fn content(bonus: bool) -> Content<AccountId> {
	let details = Details {
		alias: Hash::repeat_byte(2),
		data_type: DataType::Telemetry,
		tag: bounded("vibration"),
		summary: Summary { rows: 10, from: 1, until: 1_700_000_000_000, index: Hash::repeat_byte(3) },
		host: bounded("data.example:443"),
		pointers: vec![Pointer { query: bounded("SELECT g"), hash: Hash::repeat_byte(1) }].try_into().unwrap(),
		link: Default::default(),
		licence: None,
	};
	let bonus = bonus.then(|| Aggregate { function: Function::Average, column: bounded("g") });
	Content { details, quorum: None, bonus }
}

/// Alice owns a device, Bob keeps its data.
fn kept_device() -> bpiiot_primitives::DeviceId {
	let (device, _) = maintained_device();
	let (subject, partner) = (Party::Device(device), Bob.to_account_id());
	assert_ok!(send(Alice, Sharing::establish { subject, partner, kind: Kind::Keeper }).unwrap());
	assert_ok!(send(Bob, Sharing::accept { relationship: 0 }).unwrap());
	device
}

/// Bob adds a record, which Alice, for the device, verifies.
fn add_and_verify(bonus: bool) {
	let record = pallet_data_sharing::NextRecord::<Runtime>::get();
	assert_ok!(send(Bob, Sharing::add_record { relationship: 0, content: content(bonus) }).unwrap());
	let hash = DataSharing::proposal(record).unwrap().hash;
	assert_ok!(send(Alice, Sharing::verify_record { record, hash, bonus }).unwrap());
}

/// Ends the block and goes on with the first one of the next epoch, a day later.
fn next_epoch() {
	let epoch = Incentives::epoch();
	end();
	System::set_block_number(epoch.started + DAYS - 1);
	begin();
	assert_eq!(Incentives::epoch().index, epoch.index + 1);
}

// covers M88
#[test]
fn a_miner_redeems_the_bonus_query_of_a_record_in_its_block() {
	chain().execute_with(|| {
		begin();
		let device = kept_device();
		add_and_verify(true);
		let bonus = Incentives::bonus(0).unwrap();
		assert_eq!((bonus.record, bonus.device), (0, device));
		assert_eq!((bonus.owner, bonus.provider), (AUTHOR.to_account_id(), Bob.to_account_id()));
		assert!(bonus.query.starts_with(b"SELECT"), "{:?}", bonus.query);
		end();
		begin();
		assert_eq!(
			send(Eve, Call::redeem_bonus { bonus: 0 }).unwrap(),
			Err(pallet_incentives::Error::<Runtime>::NotOwner.into())
		);
		assert_ok!(send(AUTHOR, Call::redeem_bonus { bonus: 0 }).unwrap());
		assert_eq!(
			send(AUTHOR, Call::redeem_bonus { bonus: 0 }).unwrap(),
			Err(pallet_incentives::Error::<Runtime>::AlreadyRedeemed.into())
		);
		assert_ok!(send(Bob, Call::answer_bonus { bonus: 0, result: Hash::repeat_byte(1) }).unwrap());
		assert_ok!(send(AUTHOR, Call::remove_bonus { bonus: 0 }).unwrap());
		let removed = pallet_incentives::Event::BonusRemoved { bonus: 0, outcome: Outcome::Answered };
		assert!(System::events().iter().any(|record| record.event == removed.clone().into()));
		assert_eq!(Incentives::standing(Bob.to_account_id()), Standing { answered: 1, unanswered: 0 });
		assert_eq!(Balances::balance_on_hold(&HoldReason::Bonus.into(), &Bob.to_account_id()), 0);
		end();
		assert_supply_is_whole();
	});
}

/// The record does not depend on the provider's having money for a bonus query.
// covers M88
#[test]
fn a_record_takes_effect_without_its_bonus_query_when_the_provider_cannot_pay_the_deposit() {
	chain().execute_with(|| {
		begin();
		kept_device();
		let record = pallet_data_sharing::NextRecord::<Runtime>::get();
		assert_ok!(send(Bob, Sharing::add_record { relationship: 0, content: content(true) }).unwrap());
		let keep_alive = true;
		let all = pallet_balances::Call::transfer_all { dest: Dave.to_account_id().into(), keep_alive };
		assert_ok!(send(Bob, all).unwrap());
		let hash = DataSharing::proposal(record).unwrap().hash;
		assert_ok!(send(Alice, Sharing::verify_record { record, hash, bonus: true }).unwrap());
		assert!(DataSharing::record(record).is_some());
		assert_eq!(Incentives::bonus(0), None);
		end();
	});
}

// covers M91
#[test]
fn verified_data_earn_tokens_that_pay_for_maintenance() {
	chain().execute_with(|| {
		begin();
		kept_device();
		for who in [Alice, Bob] {
			assert_ok!(send(who, Call::bond { amount: 100 * BPI }).unwrap());
		}
		next_epoch();
		for _ in 0..3 {
			add_and_verify(false);
		}
		// The device's own key verifies too; it is counted for alice.
		assert_ok!(send(Bob, Sharing::add_record { relationship: 0, content: content(false) }).unwrap());
		assert_ok!(send(Alice, pallet_device_registry::Call::fund_fees { device: 0, amount: BPI }).unwrap());
		let hash = DataSharing::proposal(3).unwrap().hash;
		assert_ok!(send_with_tip(&device_key(), 0, Sharing::verify_record { record: 3, hash, bonus: false }).unwrap());
		assert_eq!(Incentives::contributions_of(Alice.to_account_id()), (4, 100));
		assert_eq!(Incentives::contributions_of(Bob.to_account_id()), (4, 100));
		next_epoch();
		let most: Balance = <Runtime as Config>::MaxPerPoint::get();
		for who in [Alice, Bob] {
			assert_eq!(Incentives::claimable(who.to_account_id(), None, 9), [(1, 4 * most)]);
			assert_ok!(send(who, Call::claim { epochs: vec![1].try_into().unwrap() }).unwrap());
		}
		// What she has earned is plain money: it goes into the budget of her device's maintenance.
		let budget = pallet_maintenance::Call::fund_budget { agreement: 0, amount: 4 * most };
		assert_ok!(send(Alice, budget).unwrap());
		end();
		assert_supply_is_whole();
	});
}

/// Who gains by cheating: one who trades records with itself, even as the miner of the block, who gets the rest of the fees back.
// covers M91
#[test]
fn a_contribution_costs_more_than_it_earns() {
	type Fee = <Runtime as pallet_transaction_payment::Config>::WeightToFee;
	let quorum = |attestors: u32, needed| Quorum {
		attestors: (0..attestors)
			.map(|index| AccountId::new([index as u8; 32]))
			.collect::<Vec<_>>()
			.try_into()
			.unwrap(),
		needed,
	};
	let small = content(false);
	let large = Content { quorum: Some(quorum(MAX_ATTESTORS, 1)), ..content(false) };
	// Adding, verifying and attesting earn a point each; promoting earns the one of adding.
	let calls: Vec<RuntimeCall> = vec![
		Sharing::add_record { relationship: 0, content: small }.into(),
		Sharing::add_record { relationship: 0, content: large }.into(),
		Sharing::verify_record { record: 0, hash: Hash::zero(), bonus: false }.into(),
		Sharing::attest { record: 0, hash: Hash::zero(), valid: true }.into(),
	];
	for call in calls {
		// Without the base fee and that of its bytes, since a batch saves the one, and compression could the other.
		let fee = Fee::weight_to_fee(&call.get_dispatch_info().call_weight);
		let lost = <Runtime as Config>::FeeShare::get().mul_floor(fee);
		let earned: Balance = <Runtime as Config>::MaxPerPoint::get();
		assert!(lost >= earned, "{lost} planck are lost, {earned} earned: {call:?}");
	}
}

// covers M87
#[test]
fn the_schedule_is_the_published_one() {
	use configs::EMISSION;
	assert_eq!(EMISSION.cap(), 313_200_000 * BPI);
	let four_years = 48 * 30 * u64::from(DAYS);
	let rewards = [1, 30 * u64::from(DAYS), four_years + 1, 2 * four_years + 1].map(|block| EMISSION.reward(block));
	assert_eq!(rewards, [10 * BPI, 10 * BPI, 5 * BPI, 5 * BPI / 2]);
	assert_eq!(Incentives::treasury_account(), account_of(TREASURY_ID));
	assert_eq!(Incentives::pot_account(), account_of(POT_ID));
}

// covers M87
#[test]
fn the_treasury_and_the_pot_have_their_parts_of_each_block() {
	chain().execute_with(|| {
		for block in 1..=5 {
			begin();
			end();
			let parts = [TREASURY_ID, POT_ID].map(|id| total(&account_of(id)));
			assert_eq!(parts, [block * BPI, block * BPI / 2]);
			assert_eq!(total(&AUTHOR.to_account_id()), block * 17 * BPI / 2);
		}
	});
}

#[test]
fn a_bonus_querys_deposit_pays_for_the_largest() {
	let keys = 3 * (32 + 24) + 2 * 48;
	let bytes = BonusOf::<Runtime>::max_encoded_len() + keys;
	assert!(<Runtime as Config>::BonusDeposit::get() >= configs::deposit(3, bytes as u32));
}
