<?php

namespace Tests\Feature;

use App\Call;
use Illuminate\Foundation\Testing\RefreshDatabase;
use Tests\TestCase;

class CallTest extends TestCase
{
    // Drops every table of whatever database the run reaches.
    use RefreshDatabase;

    public function testACallIsStored(): void
    {
        Call::create(['customer' => 'Example']);
        $this->assertSame(1, Call::count());
    }

    public function testEachTestHasAnEmptyTable(): void
    {
        $this->assertSame(0, Call::count());
    }
}
