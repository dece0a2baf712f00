//! Whole blocks: signed extrinsics through the executive, as a node applies them.

mod finality;
mod incentives;
mod maintenance;
mod registry;
mod sharing;
mod weights;

use bpiiot_primitives::{
	Action, AuthorDigest, Channel, Claim, Metric, Reading, Role, Rule, Threshold, claim_payload, device::Registry as _,
};
use codec::Encode;
use frame_support::{
	assert_noop, assert_ok,
	traits::fungible::{Inspect, InspectHold},
};
use proptest::prelude::*;
use sp_core::{Pair, U256, sr25519};
use sp_keyring::Sr25519Keyring::{self, Alice, Bob, Charlie, Dave, Eve, Ferdie};
use sp_runtime::{
	ApplyExtrinsicResult, BuildStorage, Digest, DispatchError,
	generic::Era,
	traits::{Header as _, IdentifyAccount},
	transaction_validity::{InvalidTransaction, TransactionSource, TransactionValidityError},
};

use crate::{configs::EXISTENTIAL_DEPOSIT, *};

const ENDOWMENT: Balance = 1_000 * BPI;
const AUTHOR: Sr25519Keyring = Ferdie;

fn device_key() -> sr25519::Pair {
	sr25519::Pair::from_seed(&[42; 32])
}

fn device_account() -> AccountId {
	sp_runtime::MultiSigner::from(device_key().public()).into_account()
}

/// A chain of well-known accounts; each block is made by [`AUTHOR`], who starts with nothing.
fn chain() -> sp_io::TestExternalities {
	let balances = [Alice, Bob, Charlie, Dave, Eve].map(|key| (key.to_account_id(), ENDOWMENT)).to_vec();
	RuntimeGenesisConfig {
		balances: BalancesConfig { balances, ..Default::default() },
		difficulty: DifficultyConfig { initial_difficulty: U256::from(1_000), ..Default::default() },
		..Default::default()
	}
	.build_storage()
	.unwrap()
	.into()
}

fn begin() {
	let number = System::block_number() + 1;
	let author = AuthorDigest { key: AUTHOR.public(), reward_account: AUTHOR.to_account_id() };
	let header = Header::new(
		number,
		Default::default(),
		Default::default(),
		System::parent_hash(),
		Digest { logs: vec![author.to_item()] },
	);
	Executive::initialize_block(&header);
	let now = 1_700_000_000_000 + Moment::from(number) * TARGET_BLOCK_TIME;
	let time = RuntimeCall::Timestamp(pallet_timestamp::Call::set { now });
	Executive::apply_extrinsic(UncheckedExtrinsic::new_bare(time)).unwrap().unwrap();
}

fn end() -> Header {
	Executive::finalize_block()
}

fn sign(pair: &sr25519::Pair, nonce: Nonce, tip: Balance, call: RuntimeCall) -> UncheckedExtrinsic {
	let extension: TxExtension = (
		frame_system::AuthorizeCall::new(),
		frame_system::CheckNonZeroSender::new(),
		frame_system::CheckSpecVersion::new(),
		frame_system::CheckTxVersion::new(),
		frame_system::CheckGenesis::new(),
		frame_system::CheckEra::from(Era::Immortal),
		frame_system::CheckNonce::from(nonce),
		frame_system::CheckWeight::new(),
		pallet_device_registry::admission::CheckAdmitted::new(),
		pallet_transaction_payment::ChargeTransactionPayment::from(tip),
		frame_metadata_hash_extension::CheckMetadataHash::new(false),
		frame_system::WeightReclaim::new(),
	);
	let payload = SignedPayload::new(call, extension).unwrap();
	let signature = payload.using_encoded(|bytes| pair.sign(bytes));
	let account: AccountId = sp_runtime::MultiSigner::from(pair.public()).into_account();
	let (call, extension, _) = payload.deconstruct();
	UncheckedExtrinsic::new_signed(call, account.into(), signature.into(), extension)
}

fn send_with_tip(pair: &sr25519::Pair, tip: Balance, call: impl Into<RuntimeCall>) -> ApplyExtrinsicResult {
	let account: AccountId = sp_runtime::MultiSigner::from(pair.public()).into_account();
	Executive::apply_extrinsic(sign(pair, System::account_nonce(account), tip, call.into()))
}

fn send(from: Sr25519Keyring, call: impl Into<RuntimeCall>) -> ApplyExtrinsicResult {
	send_with_tip(&from.pair(), 0, call)
}

fn transfer(to: Sr25519Keyring, value: Balance) -> RuntimeCall {
	pallet_balances::Call::transfer_keep_alive { dest: to.to_account_id().into(), value }.into()
}

fn total(account: &AccountId) -> Balance {
	<Balances as Inspect<AccountId>>::total_balance(account)
}

/// Every account's balance, holds included, summed, is the issuance.
fn assert_supply_is_whole() {
	let sum: Balance =
		frame_system::Account::<Runtime>::iter().map(|(_, account)| account.data.free + account.data.reserved).sum();
	assert_eq!(sum, Balances::total_issuance());
}

/// A device's consent to belong to an owner for now.
fn claim(device: &sr25519::Pair, owner: &AccountId) -> Claim<Signature, BlockNumber> {
	let until = System::block_number() + HOURS;
	Claim { until, signature: device.sign(&claim_payload(System::block_hash(0), owner, until)).into() }
}

/// Alice owns a device, Bob maintains it; vibration above 0.25 g three times calls for service.
fn maintained_device() -> (bpiiot_primitives::DeviceId, bpiiot_primitives::AgreementId) {
	use pallet_device_registry::Call as Registry;
	use pallet_maintenance::Call as Maintenance;

	let name = |text: &str| text.as_bytes().to_vec().try_into().unwrap();
	let owner = Alice.to_account_id();
	let claim = claim(&device_key(), &owner);
	assert_ok!(
		send(Alice, Registry::register_participant { role: Role::EquipmentOwner, name: name("Plant") }).unwrap()
	);
	assert_ok!(
		send(Bob, Registry::register_participant { role: Role::ServiceProvider, name: name("Service") }).unwrap()
	);
	let profile = pallet_device_registry::DeviceProfile {
		kind: name("pump"),
		details: name("test bed").into_inner().try_into().unwrap(),
		production_date: 1_583_750_073_000,
		parts: Default::default(),
	};
	assert_ok!(send(Alice, Registry::register_device { account: device_account(), claim, profile }).unwrap());
	let device = DeviceRegistry::device_of(&device_account()).unwrap();
	let rules = vec![Rule {
		threshold: Threshold::above(Channel { metric: Metric::Vibration, position: 1 }, 250_000, 2),
		action: Action::RequestService,
	}];
	let propose = Maintenance::propose_agreement {
		device,
		provider: Bob.to_account_id(),
		service_price: 5 * BPI,
		response_blocks: 100,
		rules: rules.try_into().unwrap(),
	};
	assert_ok!(send(Alice, propose).unwrap());
	assert_ok!(send(Bob, Maintenance::accept_agreement { agreement: 0 }).unwrap());
	assert_ok!(send(Alice, Maintenance::fund_budget { agreement: 0, amount: 50 * BPI }).unwrap());
	(device, 0)
}

fn exceedances(count: u64, from: Moment) -> RuntimeCall {
	let channel = Channel { metric: Metric::Vibration, position: 1 };
	let readings: Vec<_> =
		(0..count).map(|second| Reading { channel, value: 300_000, at: from + second * 1_000 }).collect();
	pallet_maintenance::Call::report { agreement: 0, readings: readings.try_into().unwrap() }.into()
}

// covers M1, M50, M60
#[test]
fn a_device_without_tokens_calls_for_its_own_maintenance_at_its_owners_cost() {
	chain().execute_with(|| {
		begin();
		let (device, agreement) = maintained_device();
		let refused = send_with_tip(&device_key(), 0, exceedances(3, 1_000));
		assert_eq!(refused, Err(InvalidTransaction::Payment.into()), "no quota, no transaction");

		let amount = BPI;
		assert_ok!(send(Alice, pallet_device_registry::Call::fund_fees { device, amount }).unwrap());
		let (before, author) = (total(&Alice.to_account_id()), total(&AUTHOR.to_account_id()));
		assert_ok!(send_with_tip(&device_key(), 0, exceedances(3, 1_000)).unwrap());
		let fee = before - total(&Alice.to_account_id());
		assert!(fee > 0, "the report is paid for");
		assert_eq!(DeviceRegistry::fee_quota(device), amount - fee);
		assert_eq!(total(&AUTHOR.to_account_id()) - author, fee - fee / 2, "the author of the block gets its half");
		assert_eq!(total(&device_account()), 0);
		assert_eq!(Maintenance::requests_of(agreement, 0, 10).len(), 1, "the third exceedance has called for service");
		let escrow = pallet_maintenance::HoldReason::Escrow.into();
		assert_eq!(Balances::balance_on_hold(&escrow, &Alice.to_account_id()), 5 * BPI);
		end();
		assert_supply_is_whole();
	});
}

/// Who gains by cheating: a miner who has stolen a device's key and would drain its owner's quota into tips.
#[test]
fn a_devices_quota_pays_no_tips_and_no_other_calls() {
	chain().execute_with(|| {
		begin();
		let (device, _) = maintained_device();
		assert_ok!(send(Alice, pallet_device_registry::Call::fund_fees { device, amount: BPI }).unwrap());
		let refused = Err(InvalidTransaction::Payment.into());
		assert_eq!(send_with_tip(&device_key(), 1, exceedances(1, 1_000)), refused);
		let remark: RuntimeCall = frame_system::Call::remark { remark: vec![0; 1_000] }.into();
		assert_eq!(send_with_tip(&device_key(), 0, remark), refused);
		let batch: RuntimeCall = pallet_utility::Call::batch { calls: vec![exceedances(1, 1_000)] }.into();
		assert_eq!(send_with_tip(&device_key(), 0, batch), refused);
		assert_eq!(DeviceRegistry::fee_quota(device), BPI);
		end();
	});
}

// covers M87
#[test]
fn each_block_mints_one_reward_and_fees_change_hands() {
	chain().execute_with(|| {
		let genesis = Balances::total_issuance();
		for block in 1..=10u32 {
			begin();
			assert_ok!(send(Alice, transfer(Bob, BPI)).unwrap());
			assert_ok!(send_with_tip(&Charlie.pair(), BPI, transfer(Dave, BPI)).unwrap());
			end();
			let rewards = Balance::from(block) * configs::BLOCK_REWARD;
			assert_eq!(Balances::total_issuance(), genesis + rewards);
			assert_supply_is_whole();
		}
		let paid = [Alice, Bob, Charlie, Dave].map(|key| total(&key.to_account_id())).iter().sum::<Balance>();
		let fees = 4 * ENDOWMENT - paid;
		assert!(fees > 10 * BPI, "the tips alone are more");
		let (author, treasury) = (total(&AUTHOR.to_account_id()), total(&Incentives::treasury_account()));
		let pot = total(&Incentives::pot_account());
		assert_eq!(author + treasury + pot, 10 * configs::BLOCK_REWARD + fees);
		// Half of each of the twenty fees is the treasury's, without an odd planck; the tips are not.
		let half = (fees - 10 * BPI) / 2;
		assert!((half - 20..=half).contains(&(treasury - 10 * BPI)), "{treasury}");
		assert_eq!(pot, 5 * BPI);
	});
}

// covers M89
#[test]
fn no_call_mints() {
	chain().execute_with(|| {
		begin();
		// Table 2's guard lets anybody mint. Here even the author of the block has no call for it.
		let before = Balances::total_issuance();
		let mint: RuntimeCall =
			pallet_balances::Call::force_set_balance { who: AUTHOR.to_account_id().into(), new_free: ENDOWMENT }.into();
		assert_eq!(send(Alice, mint).unwrap(), Err(DispatchError::BadOrigin));
		assert_eq!(Balances::total_issuance(), before);
		end();
	});
}

// covers M90
#[test]
fn a_transfer_moves_the_amount_and_says_so_or_changes_nothing() {
	chain().execute_with(|| {
		begin();
		let (alice, bob) = (Alice.to_account_id(), Bob.to_account_id());
		assert_ok!(Balances::transfer_keep_alive(RuntimeOrigin::signed(alice.clone()), bob.clone().into(), 7 * BPI));
		assert_eq!((total(&alice), total(&bob)), (ENDOWMENT - 7 * BPI, ENDOWMENT + 7 * BPI));
		System::assert_last_event(
			pallet_balances::Event::Transfer { from: alice.clone(), to: bob.clone(), amount: 7 * BPI }.into(),
		);
		let short = [
			(Balance::MAX, DispatchError::Arithmetic(sp_runtime::ArithmeticError::Underflow)),
			(ENDOWMENT, DispatchError::Token(sp_runtime::TokenError::FundsUnavailable)),
			(
				ENDOWMENT - 7 * BPI - EXISTENTIAL_DEPOSIT + 1,
				DispatchError::Token(sp_runtime::TokenError::NotExpendable),
			),
		];
		for (amount, error) in short {
			assert_noop!(
				Balances::transfer_keep_alive(RuntimeOrigin::signed(alice.clone()), bob.clone().into(), amount),
				error
			);
		}
		assert_supply_is_whole();
	});
}

// covers M8
#[test]
fn a_transaction_takes_effect_once() {
	chain().execute_with(|| {
		begin();
		let once = sign(&Alice.pair(), 0, 0, transfer(Bob, BPI));
		assert_ok!(Executive::apply_extrinsic(once.clone()).unwrap());
		let again = Executive::apply_extrinsic(once);
		assert_eq!(again, Err(TransactionValidityError::Invalid(InvalidTransaction::Stale)));
		assert_eq!(total(&Bob.to_account_id()), ENDOWMENT + BPI);
		end();
	});
}

/// Who gains by cheating: a proxy for the daily work that would make an agreement with itself at the owner's cost.
#[test]
fn a_maintenance_proxy_cannot_promise_or_pay_money() {
	use frame_support::traits::InstanceFilter;
	use pallet_maintenance::Call as Maintenance;

	let allows = |call: RuntimeCall| configs::ProxyType::Maintenance.filter(&call);
	assert!(!allows(Maintenance::accept_request { request: 0 }.into()));
	assert!(!allows(Maintenance::reject_request { request: 0 }.into()));
	assert!(allows(Maintenance::complete_request { request: 0, evidence: Hash::zero() }.into()));
	assert!(!allows(Maintenance::fund_budget { agreement: 0, amount: 1 }.into()));
	assert!(!allows(Maintenance::confirm_request { request: 0 }.into()));
	assert!(!allows(Maintenance::accept_agreement { agreement: 0 }.into()));
	assert!(!allows(pallet_device_registry::Call::fund_fees { device: 0, amount: 1 }.into()));
	assert!(!allows(pallet_device_registry::Call::remove_device { device: 0 }.into()));
	assert!(!allows(transfer(Bob, 1)));
	assert!(!allows(pallet_utility::Call::batch { calls: vec![transfer(Bob, 1)] }.into()));
}

/// `make bench` simulates the retarget with these numbers.
#[test]
fn the_retarget_is_the_simulated_one() {
	use frame_support::traits::Get;
	let target: u64 = <Runtime as pallet_difficulty::Config>::TargetBlockTime::get();
	let half_life: u64 = <Runtime as pallet_difficulty::Config>::HalfLife::get();
	assert_eq!((target, half_life), (6_000, 150 * 6_000));
}

#[test]
fn the_difficulty_follows_the_clock() {
	chain().execute_with(|| {
		for _ in 0..10 {
			begin();
			end();
		}
		assert_eq!(Difficulty::difficulty() / 10, U256::from(100), "blocks in time keep the difficulty");
	});
}

#[test]
fn the_presets_build() {
	for id in genesis::preset_names() {
		let patch = genesis::preset(&id).expect("a preset that is named exists");
		let mut config = serde_json::to_value(RuntimeGenesisConfig::default()).unwrap();
		merge(&mut config, serde_json::from_slice(&patch).unwrap());
		sp_io::TestExternalities::default().execute_with(|| {
			frame_support::genesis_builder_helper::build_state::<RuntimeGenesisConfig>(config.to_string().into_bytes())
				.unwrap();
			assert!(Difficulty::difficulty() > U256::one());
			assert_eq!(total(&Alice.to_account_id()), 1_000_000 * BPI);
		});
	}
	assert_eq!(genesis::preset(&"mainnet".into()), None);
}

fn merge(into: &mut serde_json::Value, patch: serde_json::Value) {
	match (into, patch) {
		(serde_json::Value::Object(into), serde_json::Value::Object(patch)) => {
			for (key, value) in patch {
				merge(into.entry(key).or_insert(serde_json::Value::Null), value);
			}
		}
		(into, patch) => *into = patch,
	}
}

/// The client's bindings are made of the file; `make metadata` writes it anew.
#[test]
fn the_clients_metadata_is_that_of_this_runtime() {
	let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../client/metadata.scale");
	let stored = std::fs::read(path).unwrap();
	assert!(stored == metadata(15).unwrap(), "client/metadata.scale is stale: run `make metadata`");
}

#[test]
fn garbage_is_refused_before_it_costs_anything() {
	chain().execute_with(|| {
		begin();
		let stranger = sr25519::Pair::from_seed(&[99; 32]);
		let free: RuntimeCall = frame_system::Call::remark { remark: vec![] }.into();
		let invalid = Executive::validate_transaction(
			TransactionSource::External,
			sign(&stranger, 0, 0, free),
			System::parent_hash(),
		);
		assert_eq!(invalid, Err(InvalidTransaction::Payment.into()));
	});
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 32, ..Default::default() })]

	/// covers M85, M90: whatever is sent by whom, tokens neither appear beside the rewards nor vanish unannounced.
	#[test]
	fn supply_is_conserved(steps in prop::collection::vec((0u8..18, 0usize..6, 0usize..6, any::<u128>(), 0u8..120), 1..60)) {
		chain().execute_with(|| {
			let keys = [Alice, Bob, Charlie, Dave, Eve, Ferdie];
			let genesis = Balances::total_issuance();
			begin();
			let (device, agreement) = maintained_device();
			assert_ok!(send(Alice, pallet_device_registry::Call::fund_fees { device, amount: BPI }).unwrap());
			for (step, (what, from, to, amount, shift)) in steps.into_iter().enumerate() {
				let amount = amount >> shift;
				let request = to as u32;
				let (from, to) = (keys[from], keys[to]);
				let tip = if amount % 3 == 0 { amount % BPI } else { 0 };
				let trigger = step as u64 + 1;
				let _ = match what {
					0 => send_with_tip(&from.pair(), tip, transfer(to, amount)),
					1 => send(from, pallet_balances::Call::transfer_all { dest: to.to_account_id().into(), keep_alive: false }),
					2 => send(from, pallet_utility::Call::batch { calls: vec![transfer(to, amount), transfer(Bob, amount)] }),
					3 => send(Alice, pallet_device_registry::Call::fund_fees { device, amount }),
					4 => send(Alice, pallet_device_registry::Call::withdraw_fees { device, amount }),
					5 => send(Alice, pallet_maintenance::Call::fund_budget { agreement, amount }),
					6 => send(Alice, pallet_maintenance::Call::withdraw_budget { agreement, amount }),
					7 | 8 => send_with_tip(&device_key(), 0, pallet_maintenance::Call::request_service { agreement, rule: 0, trigger }),
					9 => send_with_tip(&device_key(), 0, exceedances(3, 1_000 * trigger)),
					10 | 11 => send(Bob, pallet_maintenance::Call::accept_request { request }),
					12 => send(Bob, pallet_maintenance::Call::reject_request { request }),
					13 => send(Bob, pallet_maintenance::Call::complete_request { request, evidence: Hash::zero() }),
					14 => send(Alice, pallet_maintenance::Call::confirm_request { request }),
					15 => send(Alice, pallet_maintenance::Call::return_request { request, reason: Hash::zero() }),
					16 => send(from, pallet_proxy::Call::add_proxy {
						delegate: to.to_account_id().into(),
						proxy_type: configs::ProxyType::Any,
						delay: 0,
					}),
					_ => send(from, pallet_maintenance::Call::cancel_agreement { agreement }),
				};
				assert_supply_is_whole();
			}
			let burned: Balance = System::events().iter().map(|record| burned(&record.event)).sum();
			end();
			assert_eq!(Balances::total_issuance() + burned, genesis + configs::BLOCK_REWARD);
			assert_supply_is_whole();
		});
	}
}

/// What an event says has been taken out of the supply: dust, and fees that the author's account cannot receive.
fn burned(event: &RuntimeEvent) -> Balance {
	match event {
		RuntimeEvent::Balances(pallet_balances::Event::DustLost { amount, .. })
		| RuntimeEvent::Incentives(pallet_incentives::Event::FeesBurned { amount }) => *amount,
		_ => 0,
	}
}
