use bpiiot_primitives::{BPI, Hash};
use frame_support::assert_ok;

use crate::{Call, mock::*};

#[test]
fn verified_data_and_mined_blocks_are_rewarded() {
	execute(|| {
		// Alice bonds 10 tokens. From the next epoch on, ten contributions of hers are counted in each.
		assert_ok!(send("alice", Call::bond { amount: 10 * STAKE }));
		epoch(1);
		contribute("alice", 12);
		assert_eq!(Incentives::contributions_of(account("alice")), (10, 10));

		// The epoch ends; she is paid a tenth of a token for each of the ten.
		epoch(2);
		assert_eq!(Incentives::claimable(account("alice"), None, 10), [(1, BPI)]);
		assert_ok!(send("alice", Call::claim { epochs: vec![1].try_into().expect("one") }));

		// An update of a record by bob brings a bonus query. It belongs to the miner of the block, who redeems it.
		block(&by("miner"), || {
			assert_ok!(attach("bob"));
		});
		assert_ok!(send("miner", Call::redeem_bonus { bonus: 0 }));
		// Bob sends the miner the average that it asked for, and says so on the chain.
		assert_ok!(send("bob", Call::answer_bonus { bonus: 0, result: Hash::repeat_byte(1) }));
		assert_ok!(send("miner", Call::remove_bonus { bonus: 0 }));
	});
}
