use codec::Encode;
use frame_support::{assert_noop, assert_ok};

use super::{BAD_ORIGIN, ENTRY, deposited};
use crate::{Error, Event, Inventories, Inventory, Stock, Stocks, mock::*};

fn stocks(items: &[(&str, u32)]) -> Stocks {
	let items: Vec<Stock> = items
		.iter()
		.map(|(number, quantity)| Stock {
			number: number.as_bytes().to_vec().try_into().expect("short"),
			quantity: *quantity,
		})
		.collect();
	items.try_into().expect("few")
}

// covers M57
#[test]
fn the_inventory_and_its_deposit_follow_what_is_set() {
	ExtBuilder::default().with_device("alice", "robot", 0).build_and_execute(|| {
		let before = deposited("alice");
		let set = |items: &Stocks| DeviceRegistry::set_inventory(signed("alice"), 0, items.clone());
		for items in [stocks(&[("oil", 1)]), stocks(&[("oil", 3), ("belt", u32::MAX)]), stocks(&[("belt", 2)])] {
			assert_ok!(set(&items));
			let deposit = ENTRY + items.encoded_size() as u128 * bpiiot_primitives::MILLI_BPI;
			assert_eq!(deposited("alice"), before + deposit);
			let kinds = items.len() as u32;
			assert_eq!(DeviceRegistry::inventory(0), Some(Inventory { items, deposit }));
			assert_eq!(events().pop(), Some(Event::InventorySet { device: 0, kinds }));
		}
		assert_ok!(set(&Stocks::default()));
		assert_eq!((deposited("alice"), Inventories::<Test>::iter().count()), (before, 0));
		assert_ok!(set(&Stocks::default()));
	});
}

#[test]
fn only_the_owner_sets_it_and_only_to_something_sensible() {
	ExtBuilder::default().with_device("alice", "robot", 0).build_and_execute(|| {
		let set = |name: &str, items: &[(&str, u32)]| DeviceRegistry::set_inventory(signed(name), 0, stocks(items));
		for name in ["bob", "carol", "robot"] {
			assert_noop!(set(name, &[("oil", 1)]), Error::<Test>::NotAuthorized);
		}
		assert_noop!(set("alice", &[("oil", 0)]), Error::<Test>::ZeroQuantity);
		assert_noop!(set("alice", &[("oil", 1), ("belt", 1), ("oil", 2)]), Error::<Test>::DuplicatePart);
		assert_noop!(DeviceRegistry::set_inventory(signed("alice"), 5, stocks(&[])), Error::<Test>::NotFound);
		assert_noop!(DeviceRegistry::set_inventory(RuntimeOrigin::none(), 0, stocks(&[])), BAD_ORIGIN);
		let all = super::spendable("alice");
		assert_ok!(Balances::transfer_keep_alive(signed("alice"), account("bob"), all - ENTRY));
		assert_noop!(set("alice", &[("oil", 1)]), Error::<Test>::InsufficientFunds);
	});
}
