//! Incentives with the real registry, the real records and real fees, in whole blocks.

use bpiiot_primitives::{
	incentives::{POT_ID, TREASURY_ID, account_of},
	sharing::{Aggregate, Content, DataType, Details, Function, Kind, MAX_ATTESTORS, Party, Pointer, Quorum, Summary},
};
use codec::{Decode, MaxEncodedLen};
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
	end();
	// A session begins with the epoch, and its first block takes no transactions.
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
		assert_eq!(Incentives::standing(Bob.to_account_id()), Standing { answered: 1, ..Default::default() });
		assert_eq!(Balances::balance_on_hold(&HoldReason::Bonus.into(), &Bob.to_account_id()), 0);
		end();
		assert_supply_is_whole();
	});
}

/// The device has no token: its owner's quota pays for taking the consent back.
// covers M88
#[test]
fn a_device_takes_back_its_consent_to_a_bonus_query_at_its_owners_cost() {
	chain().execute_with(|| {
		begin();
		let device = kept_device();
		add_and_verify(true);
		add_and_verify(true);
		assert_ok!(send(Alice, pallet_device_registry::Call::fund_fees { device, amount: BPI }).unwrap());
		assert_ok!(send(AUTHOR, Call::redeem_bonus { bonus: 1 }).unwrap());
		for bonus in [0, 1] {
			assert_ok!(send_with_tip(&device_key(), 0, Call::withdraw_bonus { bonus }).unwrap());
			let removed = pallet_incentives::Event::BonusRemoved { bonus, outcome: Outcome::Withdrawn };
			assert!(System::events().iter().any(|record| record.event == removed.clone().into()));
		}
		assert!(DeviceRegistry::fee_quota(device) < BPI);
		assert_eq!(Balances::balance_on_hold(&HoldReason::Bonus.into(), &Bob.to_account_id()), 0);
		assert_eq!(Incentives::standing(Bob.to_account_id()), Standing::default());
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

/// Who gains by cheating: one who trades records with itself, even as the miner of the block, who gets the rest of the
/// fees back.
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

/// The same in whole blocks: alice and bob are one cheat, who mines too, so the author's part of the fees comes back.
/// It saves base fees with batches and proxies, or has a device's quota pay. What the treasury has got of that is more
/// than what the pot pays.
// covers M91
#[test]
fn who_trades_records_with_itself_gives_the_treasury_more_than_it_earns() {
	chain().execute_with(|| {
		begin();
		let device = kept_device();
		for who in [Alice, Bob] {
			assert_ok!(send(who, Call::bond { amount: 100 * BPI }).unwrap());
		}
		assert_ok!(send(Alice, pallet_device_registry::Call::fund_fees { device, amount: 10 * BPI }).unwrap());
		let proxy_type = configs::ProxyType::Any;
		let proxy = pallet_proxy::Call::add_proxy { delegate: Bob.to_account_id().into(), proxy_type, delay: 0 };
		assert_ok!(send(Alice, proxy).unwrap());
		next_epoch();
		// The reward of the block has been minted at its beginning.
		let treasury = || total(&Incentives::treasury_account());
		let before = treasury();
		let first = pallet_data_sharing::NextRecord::<Runtime>::get();
		for record in first..first + 20 {
			let content = content(false);
			let verify = Sharing::verify_record { record, hash: content.hash(), bonus: false };
			let add = Sharing::add_record { relationship: 0, content };
			if record % 2 == 0 {
				let (real, call) = (Alice.to_account_id().into(), Box::new(verify.into()));
				let proxied = pallet_proxy::Call::proxy { real, force_proxy_type: None, call };
				let calls = vec![add.into(), proxied.into()];
				assert_ok!(send(Bob, pallet_utility::Call::batch_all { calls }).unwrap());
			} else {
				assert_ok!(send(Bob, add).unwrap());
				assert_ok!(send_with_tip(&device_key(), 0, verify).unwrap());
			}
			assert!(DataSharing::record(record).is_some());
		}
		let lost = treasury() - before;
		let mut earned = 0;
		next_epoch();
		for who in [Alice, Bob] {
			let claimable = Incentives::claimable(who.to_account_id(), None, 9);
			assert_eq!(Incentives::payout(1).map(|payout| payout.points), Some(40));
			earned += claimable.iter().map(|(_, amount)| amount).sum::<Balance>();
			assert_ok!(send(who, Call::claim { epochs: vec![1].try_into().unwrap() }).unwrap());
		}
		assert_eq!(earned, 40 * <Runtime as Config>::MaxPerPoint::get(), "the pot is not short");
		println!("{lost} planck are lost, {earned} earned");
		assert!(lost >= earned, "{lost} planck are lost, {earned} earned");
		end();
	});
}

/// Arguments of calls: many small numbers, so that ids exist, accounts are known, lists are short and enumerations have
/// such a variant.
fn arguments() -> Vec<Vec<u8>> {
	let pattern = |step: usize, modulus: usize| (0..4_096).map(move |index| ((index * step) % modulus) as u8);
	let mut all: Vec<Vec<u8>> =
		(1..=9).flat_map(|modulus| [1, 3, 7].map(|step| pattern(step, modulus).collect())).collect();
	// An address, then a large amount.
	all.push([&[0][..], &AUTHOR.to_account_id().encode(), &[255; 64]].concat());
	all.push([&[0][..], &AUTHOR.to_account_id().encode(), &[3, 0, 0, 0, 64], &[0; 64]].concat());
	all
}

/// Table 2 lets a call mint, behind a guard that lets everybody through. Here each call of each pallet is tried by the
/// author of the block and by others, and so are the calls that set balances, in everything that carries calls.
// covers M89
#[test]
fn no_call_of_any_pallet_mints() {
	use frame_support::traits::GetCallMetadata;
	use sp_runtime::traits::Dispatchable;

	let tried = |call: &RuntimeCall| {
		for who in [AUTHOR, Alice, Bob] {
			let before = Balances::total_issuance();
			let _ = call.clone().dispatch(RuntimeOrigin::signed(who.to_account_id()));
			assert!(Balances::total_issuance() <= before, "{who:?} has minted: {call:?}");
		}
	};
	chain().execute_with(|| {
		begin();
		kept_device();
		add_and_verify(true);
		let mut kinds = std::collections::BTreeSet::new();
		let all_arguments = arguments();
		for (pallet, call) in (0..=u8::MAX).flat_map(|pallet| (0..=u8::MAX).map(move |call| (pallet, call))) {
			for arguments in &all_arguments {
				let bytes = [&[pallet, call], &arguments[..]].concat();
				let Ok(call) = RuntimeCall::decode(&mut &bytes[..]) else { continue };
				let metadata = call.get_call_metadata();
				kinds.insert((metadata.pallet_name.to_string(), metadata.function_name.to_string()));
				tried(&call);
			}
		}
		let mut all = std::collections::BTreeSet::new();
		for pallet in RuntimeCall::get_module_names() {
			all.extend(RuntimeCall::get_call_names(pallet).iter().map(|name| (pallet.to_string(), name.to_string())));
		}
		assert_eq!(kinds, all, "calls that have not been tried");
	});
	chain().execute_with(|| {
		use pallet_utility::Call as Utility;

		begin();
		let who: Address = AUTHOR.to_account_id().into();
		let root = || Box::new(OriginCaller::system(frame_system::RawOrigin::Root));
		let mints: [RuntimeCall; 3] = [
			pallet_balances::Call::force_set_balance { who: who.clone(), new_free: ENDOWMENT }.into(),
			pallet_balances::Call::force_adjust_total_issuance {
				direction: pallet_balances::AdjustmentDirection::Increase,
				delta: ENDOWMENT,
			}
			.into(),
			pallet_balances::Call::force_unreserve { who: who.clone(), amount: ENDOWMENT }.into(),
		];
		for mint in mints {
			let call = || Box::new(mint.clone());
			let calls = || vec![mint.clone()];
			let carriers: [RuntimeCall; 9] = [
				mint.clone(),
				Utility::batch { calls: calls() }.into(),
				Utility::batch_all { calls: calls() }.into(),
				Utility::force_batch { calls: calls() }.into(),
				Utility::as_derivative { index: 0, call: call() }.into(),
				Utility::dispatch_as { as_origin: root(), call: call() }.into(),
				Utility::with_weight { call: call(), weight: Default::default() }.into(),
				pallet_proxy::Call::proxy { real: who.clone(), force_proxy_type: None, call: call() }.into(),
				pallet_multisig::Call::as_multi_threshold_1 {
					other_signatories: vec![Eve.to_account_id()],
					call: call(),
				}
				.into(),
			];
			carriers.iter().for_each(tried);
		}
	});
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
