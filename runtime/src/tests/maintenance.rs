//! The maintenance contract with the real registry, fees and blocks.

use pallet_device_registry::Call as Registry;
use pallet_maintenance::{Arbitration, Call, HoldReason, Party, Phase, RequestStatus, Schedule, Terms};
use sp_runtime::{BoundedVec, Permill};

use super::*;

fn held(reason: HoldReason, who: Sr25519Keyring) -> Balance {
	Balances::balance_on_hold(&reason.into(), &who.to_account_id())
}

fn by_device(call: Call<Runtime>) -> ApplyExtrinsicResult {
	send_with_tip(&device_key(), 0, call)
}

/// Bob maintains Alice's pump in two milestones, with Eve as the arbiter; the agreement is active.
fn arbitrated(device: bpiiot_primitives::DeviceId) -> bpiiot_primitives::AgreementId {
	let rule = Rule {
		threshold: Threshold::above(Channel { metric: Metric::Vibration, position: 1 }, 250_000, 2),
		action: Action::RequestService,
	};
	let terms = Terms {
		service_price: 20 * BPI,
		response_blocks: 100,
		rules: vec![rule].try_into().unwrap(),
		milestones: BoundedVec::truncate_from(vec![Permill::from_percent(25), Permill::from_percent(75)]),
		arbitration: Some(Arbitration { arbiter: Eve.to_account_id(), fee: 2 * BPI }),
	};
	let name = b"care".to_vec().try_into().unwrap();
	assert_ok!(send(Bob, Call::publish_template { name, terms }).unwrap());
	let provider = Bob.to_account_id();
	assert_ok!(send(Alice, Call::propose_from_template { template: 0, device, provider }).unwrap());
	assert_ok!(send(Bob, Call::accept_agreement { agreement: 1 }).unwrap());
	assert_ok!(send(Alice, Call::fund_budget { agreement: 1, amount: 100 * BPI }).unwrap());
	assert_ok!(send(Alice, Registry::fund_fees { device, amount: BPI }).unwrap());
	1
}

/// A machine in an agreement stays in the registry, under its owner.
#[test]
fn a_maintained_machine_stays_registered() {
	chain().execute_with(|| {
		begin();
		let (device, agreement) = maintained_device();
		let in_use = pallet_device_registry::Error::<Runtime>::InUse;
		assert_noop!(send(Alice, Registry::remove_device { device }).unwrap(), in_use);
		assert_ok!(send(Alice, Call::cancel_agreement { agreement }).unwrap());
		assert_ok!(send(Alice, Registry::remove_device { device }).unwrap());
		end();
	});
}

// covers M94
#[test]
fn a_plan_requests_service_at_the_start_of_its_block() {
	chain().execute_with(|| {
		begin();
		let (_, agreement) = maintained_device();
		let schedule = Schedule::Time { next: System::block_number() + 1, every: DAYS };
		let action = Action::RequestService;
		assert_ok!(send(Alice, Call::add_plan { agreement, schedule, action }).unwrap());
		end();
		assert!(Maintenance::requests_of(agreement, 0, 10).is_empty());
		begin();
		let raised = Maintenance::requests_of(agreement, 0, 10);
		assert_eq!((raised.len(), raised[0].1.raised_at), (1, System::block_number()));
		assert_eq!(held(HoldReason::Escrow, Alice), 5 * BPI);
		end();
		assert_supply_is_whole();
	});
}

// covers M12, M60, M93
#[test]
fn a_job_is_disputed_decided_and_rated_while_the_device_pays_nothing() {
	chain().execute_with(|| {
		begin();
		let (device, _) = maintained_device();
		let agreement = arbitrated(device);
		assert_ok!(by_device(Call::request_service { agreement, rule: 0, trigger: 1 }).unwrap());
		let request = 0;
		let hash = Hash::repeat_byte(7);
		assert_ok!(by_device(Call::submit_evidence { request, phase: Phase::Before, hash }).unwrap());
		assert_eq!(Maintenance::evidence(request)[0].by, Party::Device);
		assert_ok!(send(Bob, Call::accept_request { request }).unwrap());
		assert_ok!(send(Bob, Call::complete_request { request, evidence: hash }).unwrap());
		assert_ok!(send(Alice, Call::confirm_request { request }).unwrap());
		assert_ok!(send(Bob, Call::complete_request { request, evidence: hash }).unwrap());
		assert_eq!((held(HoldReason::Escrow, Alice), held(HoldReason::Bond, Bob)), (17 * BPI, 2 * BPI));

		let award = Call::award_request { request, to_provider: 5 * BPI, delivered: true };
		assert_ok!(send(Alice, Call::dispute_request { request, reason: hash }).unwrap());
		assert_ok!(send(Eve, award).unwrap());
		let job = Maintenance::request(request).unwrap();
		assert_eq!((job.status, job.paid), (RequestStatus::Awarded, 10 * BPI));
		assert_eq!((held(HoldReason::Escrow, Alice), held(HoldReason::Bond, Bob)), (0, 0));

		let issuance = Balances::total_issuance();
		assert_ok!(send(Alice, Call::rate_provider { request, score: 2 }).unwrap());
		assert_eq!(issuance - Balances::total_issuance(), 10 * BPI / 1_000, "the levy is burned");
		assert_eq!(Maintenance::rating(Bob.to_account_id()).1, Some(2_000));
		assert_eq!(total(&device_account()), 0);
		end();
		assert_supply_is_whole();
	});
}

/// Eight entries of a plan, each of which raises a request, are less than a fiftieth of what transactions can fill of a block.
#[test]
fn the_agenda_leaves_the_block_to_its_transactions() {
	use frame_support::{dispatch::DispatchClass, traits::Get};
	use pallet_maintenance::WeightInfo;

	let due = <Runtime as pallet_maintenance::Config>::MaxDue::get();
	let weight = <Runtime as pallet_maintenance::Config>::WeightInfo::on_initialize(due);
	let limits = <Runtime as frame_system::Config>::BlockWeights::get();
	let block = limits.get(DispatchClass::Normal).max_total.unwrap();
	assert!(weight.ref_time() < block.ref_time() / 50, "{weight:?} of {block:?}");
}
