//! The maintenance contract with the real registry, fees and blocks.

use bpiiot_primitives::PartNumber;
use frame_support::traits::Get;
use pallet_device_registry::Call as Registry;
use pallet_maintenance::{
	AgreementOf, Arbitration, Call, Happening, HoldReason, Party, Phase, RecordOf, RequestOf, RequestStatus, Schedule,
	Terms,
};
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
		assert_eq!(send(Alice, Registry::remove_device { device }).unwrap(), Err(in_use.into()));
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

// covers M60, M93
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
	use frame_support::dispatch::DispatchClass;
	use pallet_maintenance::WeightInfo;

	let due = <Runtime as pallet_maintenance::Config>::MaxDue::get();
	let weight = <Runtime as pallet_maintenance::Config>::WeightInfo::on_initialize(due);
	let limits = <Runtime as frame_system::Config>::BlockWeights::get();
	let block = limits.get(DispatchClass::Normal).max_total.unwrap();
	assert!(weight.ref_time() < block.ref_time() / 50, "{weight:?} of {block:?}");
}

/// What a client asks without metadata: encoded arguments in, an encoded answer out.
fn ask<Answer: codec::Decode>(question: &str, arguments: impl Encode) -> Answer {
	let answer = crate::apis::api::dispatch(&format!("MaintenanceApi_{question}"), &arguments.encode());
	Answer::decode(&mut &answer.expect("the runtime knows the question")[..]).expect("it answers as it says")
}

// covers M63
#[test]
fn the_history_of_a_contract_is_read_over_the_runtime_api() {
	chain().execute_with(|| {
		begin();
		let (device, agreement) = maintained_device();
		assert_ok!(send(Alice, Registry::fund_fees { device, amount: BPI }).unwrap());
		let (request, evidence) = (0, Hash::repeat_byte(7));
		assert_ok!(by_device(Call::request_service { agreement, rule: 0, trigger: 1 }).unwrap());
		assert_ok!(send(Bob, Call::accept_request { request }).unwrap());
		assert_eq!(ask::<Vec<u32>>("work_of", (Bob.to_account_id(), None::<u32>, 10u32)), [request]);
		assert_ok!(send(Bob, Call::complete_request { request, evidence }).unwrap());
		assert_ok!(send(Alice, Call::confirm_request { request }).unwrap());

		let part: PartNumber = b"seal".to_vec().try_into().unwrap();
		let (bob, name) = (Bob.to_account_id(), b"seal".to_vec().try_into().unwrap());
		assert_ok!(send(Bob, Call::set_part { part: part.clone(), name, price: BPI }).unwrap());
		let provider = bob.clone();
		let spares = Call::replenish_spares { provider: provider.clone(), part: part.clone(), quantity: 5 };
		assert_ok!(send(Alice, spares).unwrap());
		let replace = Call::replace_part { device, provider, part: part.clone(), position: 2, quantity: 3 };
		assert_ok!(send(Alice, replace).unwrap());

		let found: Option<AgreementOf<Runtime>> = ask("agreement", agreement);
		assert_eq!(found.map(|found| (found.requests, found.open_requests)), Some((1, 0)));
		let found: Vec<(u32, RequestOf<Runtime>)> = ask("requests_of", (agreement, 0u32, 10u32));
		let [(0, job)] = &found[..] else { panic!("{found:?}") };
		assert_eq!((job.status, job.paid, job.evidence), (RequestStatus::Paid, 5 * BPI, Some(evidence)));
		assert_eq!(ask::<Vec<u32>>("agreements_of", (device, None::<u32>, 10u32)), [agreement]);
		assert_eq!(ask::<Option<u64>>("last_trigger", device), Some(1));
		assert_eq!(ask::<u64>("spares", (Alice.to_account_id(), bob.clone(), part)), 2);

		// Archived, and the agreement gone, it is the device's history still.
		let archive_after: u32 = <Runtime as pallet_maintenance::Config>::ArchiveAfter::get();
		end();
		System::set_block_number(System::block_number() + archive_after);
		// The first block makes up for all that the leap has left out.
		begin();
		end();
		begin();
		assert_ok!(send(Alice, Call::archive_request { request }).unwrap());
		assert_ok!(send(Alice, Call::cancel_agreement { agreement }).unwrap());
		assert_ok!(send(Alice, Call::remove_agreement { agreement }).unwrap());
		assert_eq!(ask::<Option<AgreementOf<Runtime>>>("agreement", agreement), None);
		let history: Vec<RecordOf<Runtime>> = ask("history_of", (device, 0u32, 10u32));
		assert_eq!((history.len() as u32, history.len()), (ask("history_length", device), 2));
		assert!(matches!(&history[0].what, Happening::Replacement(done) if done.quantity == 3 && done.provider == bob));
		assert!(matches!(&history[1].what, Happening::Request(past) if past.paid == 5 * BPI && past.provider == bob));
		end();
	});
}

#[test]
fn two_thirds_of_the_committee_publish_templates() {
	chain().execute_with(|| {
		begin();
		let terms = Terms {
			service_price: 0,
			response_blocks: 100,
			rules: vec![Rule {
				threshold: Threshold::above(Channel { metric: Metric::Vibration, position: 1 }, 1, 1),
				action: Action::RequestService,
			}]
			.try_into()
			.unwrap(),
			milestones: Default::default(),
			arbitration: None,
		};
		let publish = |yes: u32| {
			let origin = RuntimeOrigin::from(pallet_collective::RawOrigin::Members(yes, 3));
			Maintenance::publish_template(origin, b"care".to_vec().try_into().unwrap(), terms.clone())
		};
		assert_eq!(publish(1), Err(DispatchError::BadOrigin));
		assert_ok!(publish(2));
		let publisher = Maintenance::template(0).map(|found| found.publisher);
		assert_eq!(publisher, Some(pallet_maintenance::Publisher::Committee));
		end();
	});
}

/// Who gains by cheating: a thief of the device's key that ends its reports for good.
#[test]
fn a_reading_of_the_far_future_is_refused_by_the_chains_clock() {
	chain().execute_with(|| {
		begin();
		let (device, agreement) = maintained_device();
		assert_ok!(send(Alice, Registry::fund_fees { device, amount: BPI }).unwrap());
		let reported = |call: RuntimeCall| send_with_tip(&device_key(), 0, call).unwrap();
		let latest = Timestamp::get() + pallet_maintenance::MAX_AHEAD;
		let too_late = pallet_maintenance::Error::<Runtime>::ReadingInFuture.into();
		assert_eq!(reported(exceedances(1, latest + 1)), Err(too_late));
		assert_eq!(reported(exceedances(1, Moment::MAX)), Err(too_late));
		assert_ok!(reported(exceedances(1, latest)));
		assert_eq!(Maintenance::counters(agreement).1, Some(latest));
		end();
	});
}

/// A provider that leaves or is expelled with work that it has accepted, and nothing held, can still do it, and nothing else.
#[test]
fn who_has_accepted_work_can_finish_it_and_then_is_an_outsider() {
	for expelled in [true, false] {
		chain().execute_with(|| {
			begin();
			let (device, agreement) = maintained_device();
			assert_ok!(send(Alice, Registry::fund_fees { device, amount: BPI }).unwrap());
			assert_ok!(by_device(Call::request_service { agreement, rule: 0, trigger: 1 }).unwrap());
			let (request, evidence) = (0, Hash::zero());
			assert_ok!(send(Bob, Call::accept_request { request }).unwrap());
			if expelled {
				assert_ok!(DeviceRegistry::expel(RuntimeOrigin::root(), Bob.to_account_id()));
			} else {
				assert_ok!(send(Bob, Registry::leave {}).unwrap());
			}
			assert!(send(Bob, Call::accept_agreement { agreement }).is_err(), "it is no participant");
			assert_ok!(send(Bob, Call::complete_request { request, evidence }).unwrap());
			assert_ok!(send(Alice, Call::confirm_request { request }).unwrap());
			assert_eq!(Maintenance::request(request).unwrap().paid, 5 * BPI);
			assert_eq!(send(Bob, Call::complete_request { request, evidence }).is_err(), !expelled);
			// Nothing is asked of it any more.
			let refused = pallet_maintenance::Error::<Runtime>::NotServiceProvider.into();
			assert_eq!(by_device(Call::request_service { agreement, rule: 0, trigger: 2 }).unwrap(), Err(refused));
			end();
			assert_supply_is_whole();
		});
	}
}

/// Who gains by cheating: one who takes all places of the agenda to keep others' plans out. Entries that fail go by themselves, so
/// it needs machines and agreements, and all that they hold stays locked for as long.
#[test]
fn to_keep_others_out_of_the_agenda_locks_as_many_deposits() {
	use pallet_maintenance::MAX_PLAN;

	chain().execute_with(|| {
		let places: u32 = <Runtime as pallet_maintenance::Config>::MaxScheduled::get();
		let places = Balance::from(places);
		let deposits = Maintenance::deposits();
		let locked = places * deposits.plan_entry + places / Balance::from(MAX_PLAN) * deposits.agreement;
		println!("all places lock {} BPI and more", locked / BPI);
		assert!(locked > 1_000 * configs::BLOCK_REWARD, "more than what a thousand blocks pay");
	});
}
