//! Spare parts on both sides: `replenish_part`, `write_off_part`, `replenish_spares`, `write_off_spares`, `replace_part`, and
//! what orders do to them.

use frame_support::{assert_noop, assert_ok};

use super::{UNSIGNED, bearings, deposit, go_to};
use crate::{Call, Error, Event, Happening, Parts, Record, Replacement, SparesOf, mock::*};

fn write_off(quantity: u32) -> Call<Test> {
	Call::write_off_part { part: part("bearing"), quantity }
}

fn spares(quantity: u32) -> Call<Test> {
	Call::replenish_spares { provider: account("bob"), part: part("bearing"), quantity }
}

fn write_off_spares(quantity: u32) -> Call<Test> {
	Call::write_off_spares { provider: account("bob"), part: part("bearing"), quantity }
}

fn changed(stock: u64) -> Event<Test> {
	Event::StockChanged { provider: account("bob"), part: part("bearing"), stock }
}

// covers M62
#[test]
fn a_provider_replenishes_and_writes_off_but_never_below_zero() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(send("bob", replenish("bearing", 5)));
		assert_ok!(send("bob", write_off(1_004)));
		assert_noop!(send("bob", write_off(2)), Error::<Test>::StockTooSmall);
		assert_noop!(send("bob", write_off(u32::MAX)), Error::<Test>::StockTooSmall);
		assert_ok!(send("bob", write_off(1)));
		assert_eq!((bearings(), events()), ((0, 0, 0), vec![changed(1_005), changed(1), changed(0)]));
		for call in [replenish("bearing", 0), write_off(0)] {
			assert_noop!(send("bob", call), Error::<Test>::ZeroQuantity);
		}
		for call in [replenish("belt", 1), Call::write_off_part { part: part("belt"), quantity: 1 }] {
			assert_noop!(send("bob", call), Error::<Test>::UnknownPart);
		}
		for name in ["alice", "dave", "eve", "robot"] {
			assert_noop!(send(name, replenish("bearing", 1)), Error::<Test>::UnknownPart);
			assert_noop!(send(name, write_off(1)), Error::<Test>::UnknownPart);
		}
		assert_noop!(send_from(RuntimeOrigin::none(), replenish("bearing", 1)), UNSIGNED);
		assert_noop!(send_from(RuntimeOrigin::none(), write_off(1)), UNSIGNED);
	});
}

// covers M62
#[test]
fn an_owner_books_spares_from_elsewhere_and_writes_them_off() {
	ExtBuilder::default().with_deposits().build_and_execute(|| {
		assert_ok!(send("alice", spares(u32::MAX)));
		assert_ok!(send("alice", spares(u32::MAX)));
		assert_eq!((bearings().2, deposit("alice")), (2 * u64::from(u32::MAX), ITEM));
		assert_ok!(send("alice", write_off_spares(u32::MAX)));
		assert_ok!(send("alice", write_off_spares(u32::MAX - 1)));
		assert_noop!(send("alice", write_off_spares(2)), Error::<Test>::StockTooSmall);
		System::reset_events();
		assert_ok!(send("alice", write_off_spares(1)));
		let (provider, part) = (account("bob"), part("bearing"));
		assert_eq!(events(), [Event::SparesChanged { owner: account("alice"), provider, part, stock: 0 }]);
		assert_eq!((SparesOf::<Test>::iter().count(), deposit("alice")), (0, 0));
		assert_noop!(send("alice", write_off_spares(1)), Error::<Test>::StockTooSmall);
		for call in [spares(0), write_off_spares(0)] {
			assert_noop!(send("alice", call), Error::<Test>::ZeroQuantity);
		}
		for name in ["bob", "eve", "robot", "nobody"] {
			assert_noop!(send(name, spares(1)), Error::<Test>::NotOwner);
			assert_noop!(send(name, write_off_spares(1)), Error::<Test>::StockTooSmall);
		}
		let unknown = Call::replenish_spares { provider: account("dave"), part: self::part("bearing"), quantity: 1 };
		assert_noop!(send("alice", unknown), Error::<Test>::UnknownPart);
		assert_noop!(send_from(RuntimeOrigin::none(), spares(1)), UNSIGNED);
		assert_noop!(send_from(RuntimeOrigin::none(), write_off_spares(1)), UNSIGNED);
	});
}

// covers M57, M62
#[test]
fn a_replacement_takes_a_spare_and_writes_history() {
	ExtBuilder::default().with_deposits().build_and_execute(|| {
		assert_ok!(send("alice", spares(5)));
		System::reset_events();
		go_to(7);
		assert_ok!(send("alice", replace(0, "bearing", 3)));
		assert_eq!((bearings().2, deposit("alice")), (2, 2 * ITEM));
		let what = Replacement { provider: account("bob"), part: part("bearing"), position: 1, quantity: 3, at: 7 };
		let what = Happening::Replacement(what);
		assert_eq!(Maintenance::history_of(0, 0, 10), [Record { owner: account("alice"), what, deposit: ITEM }]);
		assert_eq!(
			events(),
			[Event::PartReplaced {
				device: 0,
				provider: account("bob"),
				part: part("bearing"),
				position: 1,
				quantity: 3,
				record: 0
			}]
		);
		assert_noop!(send("alice", replace(0, "bearing", 3)), Error::<Test>::StockTooSmall);
		assert_noop!(send("alice", replace(0, "belt", 1)), Error::<Test>::StockTooSmall);
		assert_noop!(send("alice", replace(0, "bearing", 0)), Error::<Test>::ZeroQuantity);
		assert_noop!(send("alice", replace(1, "bearing", 1)), Error::<Test>::NotOwner);
		assert_noop!(send("alice", replace(9, "bearing", 1)), Error::<Test>::UnknownDevice);
		assert_noop!(send("carol", replace(0, "bearing", 1)), Error::<Test>::NotOwner);
		assert_noop!(send("carol", replace(1, "bearing", 1)), Error::<Test>::StockTooSmall);
		assert_noop!(send_from(RuntimeOrigin::none(), replace(0, "bearing", 1)), UNSIGNED);
		assert_ok!(send("alice", replace(0, "bearing", 2)));
		assert_eq!((bearings().2, deposit("alice")), (0, 2 * ITEM), "the spares' deposit has returned");
	});
}

// covers M61, M62
#[test]
fn an_order_moves_parts_from_stock_to_stock() {
	ExtBuilder::default().with_agreement(1_000).accepted().build_and_execute(|| {
		assert_eq!(bearings(), (1_000, 0, 0));
		assert_ok!(send("bob", complete(0)));
		assert_eq!(bearings(), (997, 3, 0));
		assert_ok!(send("alice", Call::confirm_request { request: 0 }));
		assert_eq!(bearings(), (997, 0, 3));
		assert_ok!(send("alice", replace(0, "bearing", 3)));
		assert_eq!(bearings(), (997, 0, 0));
	});
}

#[test]
fn a_return_leaves_parts_on_their_way_and_a_refund_brings_them_back() {
	ExtBuilder::default().with_agreement(1_000).completed().build_and_execute(|| {
		assert_ok!(send("alice", give_back(0)));
		assert_eq!(bearings(), (997, 3, 0));
		assert_ok!(send("bob", complete(0)));
		assert_eq!(bearings(), (997, 3, 0), "they are not taken twice");
		assert_ok!(send("alice", give_back(0)));
		assert_ok!(send("bob", Call::reject_request { request: 0 }));
		assert_eq!(bearings(), (1_000, 0, 0));
	});
	ExtBuilder::default().with_agreement(1_000).completed().build_and_execute(|| {
		assert_ok!(send("alice", give_back(0)));
		go_to(1 + RESPONSE + 1);
		assert_ok!(send("eve", Call::expire_request { request: 0 }));
		assert_eq!(bearings(), (1_000, 0, 0));
	});
}

// covers M62
#[test]
fn what_is_not_there_is_not_delivered() {
	ExtBuilder::default().with_agreement(1_000).accepted().build_and_execute(|| {
		assert_ok!(send("bob", write_off(998)));
		assert_noop!(send("bob", complete(0)), Error::<Test>::OutOfStock);
		assert_ok!(send("bob", replenish("bearing", 1)));
		assert_ok!(send("bob", complete(0)));
		assert_eq!(bearings(), (0, 3, 0));
	});
	ExtBuilder::default().with_agreement(1_000).accepted().build_and_execute(|| {
		assert_ok!(send("bob", Call::remove_part { part: part("bearing") }));
		assert_noop!(send("bob", complete(0)), Error::<Test>::UnknownPart);
	});
}

#[test]
fn a_service_needs_no_stock() {
	ExtBuilder::default().with_agreement(1_000).build_and_execute(|| {
		assert_ok!(send("bob", write_off(1_000)));
		assert_ok!(send("robot", request_service(0, VIBRATION, 1)));
		assert_ok!(send("bob", Call::accept_request { request: 0 }));
		assert_ok!(send("bob", complete(0)));
		assert_ok!(send("alice", Call::confirm_request { request: 0 }));
		assert_eq!(bearings(), (0, 0, 0));
	});
}

/// Who gains by cheating: a provider that takes the part off its list so that a refund has nowhere to put the parts, and an
/// owner whose stock is so large that nothing can be added.
#[test]
fn no_stock_keeps_anyone_from_its_money() {
	ExtBuilder::default().with_agreement(1_000).completed().build_and_execute(|| {
		let remove = || Call::remove_part { part: part("bearing") };
		assert_noop!(send("bob", remove()), Error::<Test>::PartInTransit);
		assert_ok!(send("alice", Call::confirm_request { request: 0 }));
		assert_ok!(send("bob", remove()));
		assert_eq!(bearings_left(), 3, "what is the owner's stays");
	});
	ExtBuilder::default().with_agreement(1_000).completed().build_and_execute(|| {
		let full = crate::Spares { quantity: u64::MAX, deposit: 0 };
		SparesOf::<Test>::insert(account("alice"), (account("bob"), part("bearing")), full);
		assert_ok!(send("alice", Call::confirm_request { request: 0 }));
		assert_noop!(send("alice", spares(1)), Error::<Test>::Overflow);
		Parts::<Test>::mutate(account("bob"), part("bearing"), |listed| {
			listed.as_mut().expect("listed").stock = u64::MAX;
		});
		assert_noop!(send("bob", replenish("bearing", 1)), Error::<Test>::Overflow);
	});
}

fn bearings_left() -> u64 {
	Maintenance::spares(account("alice"), account("bob"), part("bearing"))
}
