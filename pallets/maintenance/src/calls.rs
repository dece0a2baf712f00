//! The calls; imported into the pallet in `lib.rs`. Each delegates to a `do_*` function.

use frame_support::pallet_macros::pallet_section;

/// The pallet's calls.
#[pallet_section]
mod calls {
	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Puts a part on the signer's price list, or changes its name and price.
		///
		/// - `price`: of one, in planck; not zero. Rules of existing agreements are safe by their `max_price`.
		///
		/// A new part holds a deposit. Fails with `NotServiceProvider`, `ZeroPrice`, `BadText` or `InsufficientFunds`. Emits
		/// `PartSet`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::set_part())]
		pub fn set_part(
			origin: OriginFor<T>,
			part: PartNumber,
			name: Name,
			#[pallet::compact] price: Balance,
		) -> DispatchResult {
			let provider = ensure_signed(origin)?;
			Self::do_set_part(provider, part, name, price)
		}

		/// Takes a part off the signer's price list, with its stock; rules that order it cannot be carried out any more. The
		/// deposit is free again.
		///
		/// Fails with `UnknownPart` or `PartInTransit`. Emits `PartRemoved`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::remove_part())]
		pub fn remove_part(origin: OriginFor<T>, part: PartNumber) -> DispatchResult {
			let provider = ensure_signed(origin)?;
			Self::do_remove_part(provider, part)
		}

		/// Proposes an agreement for a device of the signer, without milestones and arbiter. It holds a deposit.
		///
		/// - `service_price`: what each service request pays, in planck; zero when the contract covers service.
		/// - `response_blocks`: how many blocks the provider has from a request to its completion.
		/// - `rules`: when to request what.
		///
		/// Fails with `UnknownDevice`, `NotOwner`, `NotServiceProvider`, `ZeroResponse`, `ResponseTooLong`, `NoRules`,
		/// `ZeroQuantity`, `ZeroMaxPrice`, `UnknownPart`, `NotAdmitted`, `InsufficientFunds`, `Overflow` or `NumbersExhausted`.
		/// Emits `AgreementProposed`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::propose_agreement(rules.len() as u32))]
		pub fn propose_agreement(
			origin: OriginFor<T>,
			device: DeviceId,
			provider: T::AccountId,
			#[pallet::compact] service_price: Balance,
			response_blocks: BlockNumberFor<T>,
			rules: Rules,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			let milestones = Milestones::default();
			let terms = Terms { service_price, response_blocks, rules, milestones, arbitration: None };
			Self::do_propose(owner, device, provider, terms, None)
		}

		/// Accepts an agreement as its provider.
		///
		/// Fails with `AgreementNotFound`, `NotProvider`, `NotProposed` or `NotServiceProvider`. Emits `AgreementAccepted`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::accept_agreement())]
		pub fn accept_agreement(origin: OriginFor<T>, agreement: AgreementId) -> DispatchResult {
			let provider = ensure_signed(origin)?;
			Self::do_accept_agreement(provider, agreement)
		}

		/// Ends an agreement, as its owner or its provider. What is left of the budget and the deposits of its plan are free
		/// again; jobs that the provider has accepted run on, requests that it has not can be rejected or expire at once.
		///
		/// Fails with `AgreementNotFound`, `NotParty` or `AlreadyCancelled`. Emits `AgreementCancelled`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::cancel_agreement())]
		pub fn cancel_agreement(origin: OriginFor<T>, agreement: AgreementId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_cancel(who, agreement)
		}

		/// Adds to the budget of an agreement, as its owner. The amount, in planck, is held on the signer's account.
		///
		/// Fails with `AgreementNotFound`, `NotOwner`, `AlreadyCancelled`, `ZeroAmount`, `NotAdmitted`, `Overflow` or
		/// `InsufficientFunds`. Emits `BudgetFunded`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::fund_budget())]
		pub fn fund_budget(
			origin: OriginFor<T>,
			agreement: AgreementId,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_fund_budget(owner, agreement, amount)
		}

		/// Takes an amount, in planck, out of the budget of an agreement, as its owner. Escrow is out of reach.
		///
		/// Fails with `AgreementNotFound`, `NotOwner`, `ZeroAmount` or `BudgetExceeded`. Emits `BudgetWithdrawn`.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::withdraw_budget())]
		pub fn withdraw_budget(
			origin: OriginFor<T>,
			agreement: AgreementId,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_withdraw_budget(owner, agreement, amount)
		}

		/// Reports readings as the agreement's device; the chain counts them by Table 1, and rules and entries of the plan that
		/// fire act at once.
		///
		/// - `readings`: times do not fall, no channel is repeated at one time, the first reading is newer than the last one
		///   that was reported for the agreement, and the last one is at most a day ahead of the chain's clock.
		///
		/// An action that cannot be carried out does not undo the report; see the event `ActionFailed`, which also tells of a
		/// meter that has leapt (`MeterLeap`). Fails with `AgreementNotFound`, `NotDevice`, `NotAdmitted`, `NotActive`,
		/// `EmptyReport`, `ReadingOutOfOrder`, `DuplicateReading`, `ReadingInFuture` or `TooManyFirings`. Emits `Reported`,
		/// then the event of each firing.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::report(readings.len() as u32, Pallet::<T>::most_firings(readings.len())))]
		pub fn report(origin: OriginFor<T>, agreement: AgreementId, readings: Readings) -> DispatchResultWithPostInfo {
			let who = ensure_signed(origin)?;
			let firings = Self::do_report(&who, agreement, &readings)?;
			Ok(Some(T::WeightInfo::report(readings.len() as u32, firings)).into())
		}

		/// Requests service as the agreement's device, whose unit has counted by Table 1 itself.
		///
		/// - `rule`: the index of the rule that has fired.
		/// - `trigger`: the device's number of this trigger; greater than all that have taken effect for the device, by 2³²
		///   at most.
		///
		/// The rule's counter on the chain starts from zero, too. The budget has to cover the price, the request's deposit
		/// and the owner's part of the arbiter's fee. Fails with `AgreementNotFound`, `NotDevice`, `NotAdmitted`,
		/// `DuplicateTrigger`, `TriggerTooFar`, `NotActive`, `RuleNotFound`, `WrongAction`, `DeviceMoved`,
		/// `NotServiceProvider`, `TooManyRequests`, `BudgetExceeded`, `Overflow` or `NumbersExhausted`. Emits
		/// `ServiceRequested`.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::request_service())]
		pub fn request_service(
			origin: OriginFor<T>,
			agreement: AgreementId,
			rule: RuleIndex,
			trigger: TriggerSeq,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_trigger(&who, agreement, rule, trigger, ActionKind::RequestService)
		}

		/// Orders the part that a rule names, as the agreement's device; arguments as for `request_service`.
		///
		/// Fails as `request_service` does, and with `UnknownPart` or `PriceAboveCap`. Emits `PartOrdered`.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::order_part())]
		pub fn order_part(
			origin: OriginFor<T>,
			agreement: AgreementId,
			rule: RuleIndex,
			trigger: TriggerSeq,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_trigger(&who, agreement, rule, trigger, ActionKind::OrderPart)
		}

		/// Accepts a request as its provider, up to the deadline and while the agreement is active. With an arbiter in the
		/// agreement the arbiter's fee is held until the job is settled.
		///
		/// Fails with `RequestNotFound`, `NotProvider`, `NotOpen`, `DeadlinePassed`, `NotActive`, `NotServiceProvider` or
		/// `InsufficientFunds`. Emits `RequestAccepted`.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::accept_request())]
		pub fn accept_request(origin: OriginFor<T>, request: RequestId) -> DispatchResult {
			let provider = ensure_signed(origin)?;
			Self::do_accept_request(provider, request)
		}

		/// Turns down a request, gives up an accepted one, or gives way in a dispute, as its provider. The escrow goes back to
		/// the budget, or to the owner's free balance when the agreement has been cancelled. While the job lies before the
		/// arbiter this costs the provider the fee.
		///
		/// Fails with `RequestNotFound`, `NotProvider` or `NotOpen`. Emits `RequestRejected`.
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::reject_request())]
		pub fn reject_request(origin: OriginFor<T>, request: RequestId) -> DispatchResult {
			let provider = ensure_signed(origin)?;
			Self::do_reject_request(provider, request)
		}

		/// Says as the provider that a job, or its present milestone, is done, up to the deadline. Parts that were ordered
		/// leave the provider's stock.
		///
		/// - `evidence`: the hash of the report on the job, which stays off the chain.
		///
		/// Fails with `RequestNotFound`, `NotProvider`, `NotAccepted`, `DeadlinePassed`, `UnknownPart` or
		/// `OutOfStock`. Emits `RequestCompleted`.
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::complete_request())]
		pub fn complete_request(origin: OriginFor<T>, request: RequestId, evidence: Hash) -> DispatchResult {
			let provider = ensure_signed(origin)?;
			Self::do_complete_request(provider, request, evidence)
		}

		/// Confirms a completed job, or its present milestone, as the owner and pays the provider out of the escrow. In a
		/// dispute it gives way: everything is paid, and while the job lies before the arbiter it costs the owner the fee,
		/// too.
		///
		/// Fails with `RequestNotFound`, `NotOwner`, `NotCompleted`, `Overflow` or `CannotBePaid`. Emits `MilestonePaid`, or
		/// `Paid`, with `PartsDelivered` and `ArbiterPaid`.
		#[pallet::call_index(13)]
		#[pallet::weight(T::WeightInfo::confirm_request())]
		pub fn confirm_request(origin: OriginFor<T>, request: RequestId) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_confirm_request(owner, request)
		}

		/// Sends a completed job back to the provider as the owner, within the release period. The provider has the full
		/// response time again.
		///
		/// - `reason`: the hash of what is wrong, which stays off the chain.
		///
		/// Fails with `RequestNotFound`, `NotOwner`, `NotCompleted`, `ReleasePeriodOver`, `TooManyReturns` or `Overflow`.
		/// Emits `RequestReturned`.
		#[pallet::call_index(14)]
		#[pallet::weight(T::WeightInfo::return_request())]
		pub fn return_request(origin: OriginFor<T>, request: RequestId, reason: Hash) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_return_request(owner, request, reason)
		}

		/// Moves a request on whose time is over, by anyone who signs: one that was not completed by the deadline is
		/// refunded, and one that nobody has accepted as soon as its agreement is cancelled; one that the owner has not
		/// answered within the release period is paid; one about which the arbiter has not decided is left to the two; and
		/// when the two have not agreed for [`Config::StandoffPeriod`], what is not confirmed is burned.
		///
		/// Fails with `RequestNotFound`, `AlreadySettled`, `NotExpired`, `Disputed`, `Overflow` or `CannotBePaid`. Emits
		/// `RequestTimedOut`, `MilestonePaid`, `Paid` (with `PartsDelivered`), `ArbiterSilent` or `RequestForfeited`.
		#[pallet::call_index(15)]
		#[pallet::weight(T::WeightInfo::expire_request())]
		pub fn expire_request(origin: OriginFor<T>, request: RequestId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_expire_request(request)
		}

		/// Publishes a template as a provider, who holds a deposit, or as the committee. It never changes.
		///
		/// - `name`: what it is called.
		/// - `terms`: what an agreement from it says.
		///
		/// Fails as `propose_with_terms` does for the terms, and with `BadText`, `NotServiceProvider`, `TooManyTemplates`,
		/// `InsufficientFunds` or `NumbersExhausted`. Emits `TemplatePublished`.
		#[pallet::call_index(16)]
		#[pallet::weight(T::WeightInfo::publish_template(terms.rules.len() as u32))]
		pub fn publish_template(origin: OriginFor<T>, name: Name, terms: TermsOf<T>) -> DispatchResult {
			let publisher = Self::ensure_publisher(origin)?;
			Self::do_publish(publisher, name, terms)
		}

		/// Withdraws a template, as who has published it. Agreements that were made from it stay as they are.
		///
		/// Fails with `TemplateNotFound` or `NotPublisher`. Emits `TemplateRetired`.
		#[pallet::call_index(17)]
		#[pallet::weight(T::WeightInfo::retire_template())]
		pub fn retire_template(origin: OriginFor<T>, template: TemplateId) -> DispatchResult {
			let publisher = Self::ensure_publisher(origin)?;
			Self::do_retire(publisher, template)
		}

		/// Proposes an agreement from a template for a device of the signer.
		///
		/// - `provider`: with whom; a provider's template is for that provider alone.
		///
		/// Fails with `TemplateNotFound`, `WrongProvider`, and as `propose_with_terms` does. Emits `AgreementProposed`.
		#[pallet::call_index(18)]
		#[pallet::weight(T::WeightInfo::propose_from_template())]
		pub fn propose_from_template(
			origin: OriginFor<T>,
			template: TemplateId,
			device: DeviceId,
			provider: T::AccountId,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_propose_from_template(owner, template, device, provider)
		}

		/// Proposes an agreement with milestones, an arbiter, or both, for a device of the signer.
		///
		/// Fails as `propose_agreement` does, and with `BadShares`, `BadArbiter` or `FeeTooHigh`. Emits `AgreementProposed`.
		#[pallet::call_index(19)]
		#[pallet::weight(T::WeightInfo::propose_with_terms(terms.rules.len() as u32))]
		pub fn propose_with_terms(
			origin: OriginFor<T>,
			device: DeviceId,
			provider: T::AccountId,
			terms: TermsOf<T>,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_propose(owner, device, provider, terms, None)
		}

		/// Removes a cancelled agreement whose requests are all archived, as its owner or its provider. The owner's deposit is
		/// free again; the requests stay in the device's history.
		///
		/// Fails with `AgreementNotFound`, `NotParty`, `NotCancelled` or `RequestsRemain`. Emits `AgreementRemoved`.
		#[pallet::call_index(20)]
		#[pallet::weight(T::WeightInfo::remove_agreement())]
		pub fn remove_agreement(origin: OriginFor<T>, agreement: AgreementId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_remove_agreement(who, agreement)
		}

		/// Adds an entry to the plan of an active agreement, as its owner, who holds a deposit.
		///
		/// - `schedule`: when it is due first, and how often.
		/// - `action`: what it does then, out of the agreement's budget. One that cannot be carried out leaves the event
		///   `ActionFailed` and is tried again at the entry's next time; after three failures in a row an entry that goes by
		///   the calendar is dropped and its deposit free again (`PlanDropped`).
		///
		/// Fails with `AgreementNotFound`, `NotOwner`, `NotActive`, `NotAdmitted`, `BadStart`, `BadInterval`, `ZeroQuantity`,
		/// `ZeroMaxPrice`, `UnknownPart`, `InsufficientFunds`, `AgendaFull`, `PlanFull` or `NumbersExhausted`. Emits
		/// `PlanAdded`.
		#[pallet::call_index(21)]
		#[pallet::weight(T::WeightInfo::add_plan())]
		pub fn add_plan(
			origin: OriginFor<T>,
			agreement: AgreementId,
			schedule: Schedule<BlockNumberFor<T>>,
			action: Action,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_add_plan(owner, agreement, schedule, action)
		}

		/// Removes an entry of a plan, as the agreement's owner, and gives the deposit back.
		///
		/// Fails with `AgreementNotFound`, `NotOwner` or `PlanNotFound`. Emits `PlanRemoved`.
		#[pallet::call_index(22)]
		#[pallet::weight(T::WeightInfo::remove_plan())]
		pub fn remove_plan(origin: OriginFor<T>, agreement: AgreementId, plan: PlanId) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_remove_plan(owner, agreement, plan)
		}

		/// Gives the notice that a rule asks for, as the agreement's device; arguments as for `request_service`.
		///
		/// Fails with `AgreementNotFound`, `NotDevice`, `NotAdmitted`, `DuplicateTrigger`, `TriggerTooFar`, `NotActive`,
		/// `RuleNotFound`, `WrongAction` or `DeviceMoved`. Emits `Notified`.
		#[pallet::call_index(23)]
		#[pallet::weight(T::WeightInfo::notify())]
		pub fn notify(
			origin: OriginFor<T>,
			agreement: AgreementId,
			rule: RuleIndex,
			trigger: TriggerSeq,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_trigger(&who, agreement, rule, trigger, ActionKind::Notify)
		}

		/// Lets an entry of the plan that goes by a meter act, as the agreement's device, whose unit reads the meter itself.
		///
		/// - `plan`: the entry.
		/// - `meter`: what the meter shows, in millionths of its unit.
		/// - `trigger`: as for `request_service`.
		///
		/// Fails with `AgreementNotFound`, `NotDevice`, `NotAdmitted`, `DuplicateTrigger`, `TriggerTooFar`, `NotActive`,
		/// `PlanNotFound`, `NotMetered`, `NotDue`, `MeterLeap`, and as the action does. Emits the event of the action.
		#[pallet::call_index(24)]
		#[pallet::weight(T::WeightInfo::request_planned())]
		pub fn request_planned(
			origin: OriginFor<T>,
			agreement: AgreementId,
			plan: PlanId,
			meter: Value,
			trigger: TriggerSeq,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_request_planned(&who, agreement, plan, meter, trigger)
		}

		/// Hands in the hash of something about an unsettled job, such as telemetry from before or after it, as its owner, its
		/// provider or the device. The request's deposit covers it.
		///
		/// Fails with `RequestNotFound`, `NotParty`, `AlreadySettled` or `TooMuchEvidence`. Emits `EvidenceSubmitted`.
		#[pallet::call_index(25)]
		#[pallet::weight(T::WeightInfo::submit_evidence())]
		pub fn submit_evidence(origin: OriginFor<T>, request: RequestId, phase: Phase, hash: Hash) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_submit_evidence(who, request, phase, hash)
		}

		/// Calls the arbiter of the agreement: as the owner about work that the provider calls done, as the provider about work
		/// that the owner has returned. All that is not paid is in dispute.
		///
		/// - `reason`: the hash of the complaint, which stays off the chain.
		///
		/// Fails with `RequestNotFound`, `NotParty`, `NoArbiter`, `NotDisputable` or `NothingInDispute`. Emits
		/// `RequestDisputed`.
		#[pallet::call_index(26)]
		#[pallet::weight(T::WeightInfo::dispute_request())]
		pub fn dispute_request(origin: OriginFor<T>, request: RequestId, reason: Hash) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_dispute(who, request, reason)
		}

		/// Decides a dispute as the agreement's arbiter. The arbiter is paid its fee by the two in the proportion in which they
		/// lose.
		///
		/// - `to_provider`: what the provider gets of the rest of the price, in planck; the owner gets the remainder.
		/// - `delivered`: whether the owner keeps parts that were ordered; without meaning for a service.
		///
		/// Fails with `RequestNotFound`, `NotArbiter`, `NotDisputed`, `ArbitrationOver`, `AwardTooHigh` or `CannotBePaid`.
		/// Emits `RequestAwarded`, with `ArbiterPaid` and `PartsDelivered`.
		#[pallet::call_index(27)]
		#[pallet::weight(T::WeightInfo::award_request())]
		pub fn award_request(
			origin: OriginFor<T>,
			request: RequestId,
			#[pallet::compact] to_provider: Balance,
			delivered: bool,
		) -> DispatchResult {
			let arbiter = ensure_signed(origin)?;
			Self::do_award(arbiter, request, to_provider, delivered)
		}

		/// Offers to end a completed or disputed job with a split, as its owner or its provider; arguments as for
		/// `award_request`. When the other side's last offer is the same, and nothing has happened since, the job is settled
		/// so; else it is the new offer. Before the arbiter the fee is due as for an award.
		///
		/// Fails with `RequestNotFound`, `NotParty`, `NotCompleted`, `AwardTooHigh` or `CannotBePaid`. Emits
		/// `SettlementOffered`, or `RequestAwarded` with `ArbiterPaid` and `PartsDelivered`.
		#[pallet::call_index(28)]
		#[pallet::weight(T::WeightInfo::offer_settlement())]
		pub fn offer_settlement(
			origin: OriginFor<T>,
			request: RequestId,
			#[pallet::compact] to_provider: Balance,
			delivered: bool,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_offer(who, request, to_provider, delivered)
		}

		/// Rates the provider of a paid job as its owner, once, from 1 (worst) to 5. It weighs as much as the job has paid, and
		/// costs [`Config::RatingLevy`] of that, which is burned.
		///
		/// Fails with `RequestNotFound`, `NotOwner`, `NotAdmitted`, `BadScore`, `NotPaid`, `AlreadyRated`, `ValueTooSmall`,
		/// `Overflow` or `InsufficientFunds`. Emits `ProviderRated`.
		#[pallet::call_index(29)]
		#[pallet::weight(T::WeightInfo::rate_provider())]
		pub fn rate_provider(origin: OriginFor<T>, request: RequestId, score: u8) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_rate(owner, request, score)
		}

		/// Moves a request that was settled more than [`Config::ArchiveAfter`] blocks ago into its device's history, as its
		/// owner. Its evidence is dropped, and the deposit is free again but for that of the history's entry.
		///
		/// Fails with `RequestNotFound`, `NotOwner`, `NotSettled`, `ArchiveTooEarly` or `NumbersExhausted`. Emits
		/// `RequestArchived`.
		#[pallet::call_index(30)]
		#[pallet::weight(T::WeightInfo::archive_request())]
		pub fn archive_request(origin: OriginFor<T>, request: RequestId) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_archive(owner, request)
		}

		/// Removes the last entries of the history of a device that is not registered any more, by anyone who signs, and gives
		/// the deposits back.
		///
		/// - `limit`: how many at most; never more than 100.
		///
		/// Fails with `DeviceRegistered`, `ZeroAmount` or `NoRecords`. Emits `RecordsRemoved`.
		#[pallet::call_index(31)]
		#[pallet::weight(T::WeightInfo::remove_records(MAX_PAGE.min(*limit)))]
		pub fn remove_records(origin: OriginFor<T>, device: DeviceId, limit: u32) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_remove_records(device, limit)
		}

		/// Adds to the stock of a part of the signer's price list. Who takes part no more can do so while it has unsettled
		/// requests, to deliver what it has accepted.
		///
		/// Fails with `UnknownPart`, `ZeroQuantity`, `NotAdmitted` or `Overflow`. Emits `StockChanged`.
		#[pallet::call_index(32)]
		#[pallet::weight(T::WeightInfo::replenish_part())]
		pub fn replenish_part(origin: OriginFor<T>, part: PartNumber, quantity: u32) -> DispatchResult {
			let provider = ensure_signed(origin)?;
			Self::do_replenish_part(provider, part, quantity)
		}

		/// Takes parts out of the signer's stock that were sold elsewhere or scrapped.
		///
		/// Fails with `UnknownPart`, `ZeroQuantity`, `NotAdmitted` or `StockTooSmall`. Emits `StockChanged`.
		#[pallet::call_index(33)]
		#[pallet::weight(T::WeightInfo::write_off_part())]
		pub fn write_off_part(origin: OriginFor<T>, part: PartNumber, quantity: u32) -> DispatchResult {
			let provider = ensure_signed(origin)?;
			Self::do_write_off_part(provider, part, quantity)
		}

		/// Adds spare parts that an owner has got elsewhere to its stock. The first ones of their kind hold a deposit.
		///
		/// - `provider`, `part`: in whose price list the part is, and its number there.
		///
		/// Fails with `NotOwner`, `ZeroQuantity`, `UnknownPart`, `InsufficientFunds` or `Overflow`. Emits `SparesChanged`.
		#[pallet::call_index(34)]
		#[pallet::weight(T::WeightInfo::replenish_spares())]
		pub fn replenish_spares(
			origin: OriginFor<T>,
			provider: T::AccountId,
			part: PartNumber,
			quantity: u32,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_replenish_spares(owner, provider, part, quantity)
		}

		/// Takes spare parts out of the signer's stock that were sold or scrapped; the last ones give the deposit back.
		///
		/// Fails with `ZeroQuantity` or `StockTooSmall`. Emits `SparesChanged`.
		#[pallet::call_index(35)]
		#[pallet::weight(T::WeightInfo::write_off_spares())]
		pub fn write_off_spares(
			origin: OriginFor<T>,
			provider: T::AccountId,
			part: PartNumber,
			quantity: u32,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_write_off_spares(owner, provider, part, quantity)
		}

		/// Builds spare parts of the signer into its device: they leave the stock, and the device's history gets an entry, for
		/// which a deposit is held.
		///
		/// - `provider`, `part`: in whose price list the part is, and its number there.
		/// - `position`: where on the machine, numbered by its owner as in the device's channels.
		///
		/// Fails with `UnknownDevice`, `NotOwner`, `NotAdmitted`, `ZeroQuantity`, `StockTooSmall`, `InsufficientFunds` or
		/// `NumbersExhausted`. Emits `PartReplaced`.
		#[pallet::call_index(36)]
		#[pallet::weight(T::WeightInfo::replace_part())]
		pub fn replace_part(
			origin: OriginFor<T>,
			device: DeviceId,
			provider: T::AccountId,
			part: PartNumber,
			position: u8,
			quantity: u32,
		) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_replace_part(owner, device, provider, part, position, quantity)
		}

		/// Takes over the deposits of entries of a device's history from former owners, as its owner: they are the signer's
		/// then, and stay as long as the device. Former owners get theirs back.
		///
		/// - `from`: the place of the first entry, from 0.
		/// - `limit`: how many places at most; never more than 100.
		///
		/// Fails with `UnknownDevice`, `NotOwner`, `NotAdmitted`, `ZeroAmount`, `NoRecords` or `InsufficientFunds`. Emits
		/// `RecordsAdopted`.
		#[pallet::call_index(37)]
		#[pallet::weight(T::WeightInfo::adopt_records(MAX_PAGE.min(*limit)))]
		pub fn adopt_records(origin: OriginFor<T>, device: DeviceId, from: u32, limit: u32) -> DispatchResult {
			let owner = ensure_signed(origin)?;
			Self::do_adopt_records(owner, device, from, limit)
		}

		/// Takes an entry of the signer's out of the history of a device that it has sold, when [`Config::KeepPeriod`] is
		/// over. The deposit is free again.
		///
		/// - `record`: the entry's place.
		///
		/// Fails with `NoRecords`, `NotRecordOwner` or `RecordKept`. Emits `RecordRemoved`.
		#[pallet::call_index(38)]
		#[pallet::weight(T::WeightInfo::remove_record())]
		pub fn remove_record(origin: OriginFor<T>, device: DeviceId, record: u32) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_remove_record(who, device, record)
		}
	}
}
