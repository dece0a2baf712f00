use bpiiot_primitives::BPI;
use frame_support::{assert_noop, assert_ok};

use super::*;
use crate::{Call, Error, Event, MAX_CLAIMS, Payouts, Reserved, Tallies};

fn claim(epochs: &[u32]) -> Call<Test> {
	Call::claim { epochs: epochs.to_vec().try_into().expect("few") }
}

/// Alice and bob have contributed in epochs 1 and 2; now is epoch 3.
fn earned() {
	for name in ["alice", "bob"] {
		assert_ok!(send(name, Call::bond { amount: 10 * STAKE }));
	}
	for index in [1, 2] {
		epoch(index);
		contribute("alice", 3);
		contribute("bob", index);
	}
	epoch(3);
	forget_events();
}

/// The pot is a contract's account: it has money, nobody has a key of it, and it pays.
// covers M85, M91
#[test]
fn a_claim_pays_out_of_the_pot_what_contributions_have_earned() {
	execute(|| {
		earned();
		let (pot, issued) = (free("pot"), issuance());
		assert_eq!(account("pot"), bpiiot_primitives::incentives::account_of(*b"bpi/cpot"));
		assert_eq!(pot, 15 * BPI, "half a token of each of thirty blocks");
		assert_ok!(send("alice", claim(&[2, 1])));
		let amount = 6 * BPI / 10;
		assert_eq!(events(), [Event::Claimed { who: account("alice"), epochs: 2, amount }]);
		assert_eq!(free("alice"), RICH - 10 * STAKE + amount);
		assert_eq!((free("pot"), issuance()), (pot - amount, issued), "a claim mints nothing");
		assert_eq!(Reserved::<Test>::get(), 3 * BPI / 10);
		assert_eq!(Tallies::<Test>::iter().count(), 2, "bob's");
		assert_ok!(send("bob", claim(&[1])));
		assert_eq!(Payouts::<Test>::iter().count(), 1, "the first epoch is paid");
	});
}

#[test]
fn what_is_claimed_can_be_spent() {
	execute(|| {
		earned();
		assert_ok!(send("alice", claim(&[1])));
		let all = free("alice");
		assert_ok!(Balances::transfer_allow_death(RuntimeOrigin::signed(account("alice")), account("bob"), all - ED));
	});
}

#[test]
fn what_cannot_be_claimed() {
	execute(|| {
		earned();
		let nothing: DispatchError = Error::<Test>::NothingToClaim.into();
		assert_noop!(send_from(RuntimeOrigin::none(), claim(&[1])), UNSIGNED);
		assert_noop!(send_from(RuntimeOrigin::root(), claim(&[1])), UNSIGNED);
		assert_noop!(send("alice", claim(&[])), nothing);
		assert_noop!(send("alice", claim(&[0])), nothing);
		assert_noop!(send("alice", claim(&[1, 2, 0])), nothing);
		assert_noop!(send("alice", claim(&[1, 1])), nothing);
		assert_noop!(send("carol", claim(&[1])), nothing);
		assert_noop!(send("alice", claim(&[u32::MAX])), nothing);
		// The epoch that runs has not been divided up.
		contribute("alice", 1);
		assert_noop!(send("alice", claim(&[3])), nothing);
		assert_ok!(send("alice", claim(&[1])));
		assert_noop!(send("alice", claim(&[1])), nothing);
		assert_noop!(send("alice", claim(&[1, 2])), nothing);
		assert!(crate::ClaimedEpochs::try_from(vec![0; MAX_CLAIMS as usize + 1]).is_err());
	});
}
